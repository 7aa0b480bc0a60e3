#!/bin/sh
# Fetches the six free faces in their original form from the Debian and npm registries into
# ./original (or $1). Installs nothing. About 230 MB are downloaded, 60 MB kept.
set -eu
out=$(realpath -m "${1:-original}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"

apt-get download -qq texlive-lang-chinese fonts-lxgw-wenkai
for package in *.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar x --wildcards --no-anchored \
    'FandolFang-Regular.otf' 'FandolKai-Regular.otf' 'LXGWWenKai-Light.ttf' 2>/dev/null || true
done

npm pack --silent @expo-google-fonts/noto-serif-sc @expo-google-fonts/noto-sans-sc >/dev/null
for package in *.tgz; do
  tar xzf "$package" --wildcards 'package/400Regular/*Serif*.ttf' 'package/500Medium/*Sans*.ttf' \
    'package/900Black/*Serif*.ttf' 2>/dev/null || true
done

find . \( -name '*.otf' -o -name '*.ttf' \) -exec cp {} "$out" \;
ls -l "$out"
