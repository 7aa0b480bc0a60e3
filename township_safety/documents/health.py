"""Whether this machine has what printing needs, in sentences for its administrator."""

import ctypes
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "fonts"

# Family, and the file it comes in.
FACES = {
    "小标宋": "NotoSerifSC_900Black.ttf",
    "仿宋": "FandolFang-Regular.otf",
    "楷体": "FandolKai-Regular.otf",
    "黑体": "NotoSansSC_500Medium.ttf",
    "宋体": "NotoSerifSC_400Regular.ttf",
    "生僻字": "LXGWWenKai-Light.ttf",
}
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libfontconfig1",
}
SUBSETTER = ("libharfbuzz-subset.so.0", "libharfbuzz-subset0")
PATCHED_VERSION = "70.0"


def problems() -> list[str]:
    """One sentence per lack, each with the way out; empty when all is well."""
    found = [
        f"缺少系统库 {library}，无法生成PDF：请安装软件包 {package}。"
        for library, package in LIBRARIES.items()
        if not _loads(library)
    ]
    if not _loads(SUBSETTER[0]):
        found.append(
            f"缺少系统库 {SUBSETTER[0]}，生成一份PDF会慢到一分钟左右：请安装软件包 {SUBSETTER[1]}。"
        )
    found += [
        f"缺少字体文件 {name}（{face}），PDF版式会走样：请从安装包恢复 township_safety/fonts/。"
        for face, name in FACES.items()
        if not (FONTS / name).is_file()
    ]
    return found + _engine_problems()


def _engine_problems() -> list[str]:
    try:
        installed = version("weasyprint")
    except PackageNotFoundError:
        return ["没有安装 weasyprint，无法生成PDF：请运行 make install。"]
    if installed != PATCHED_VERSION:
        return [
            f"weasyprint 是 {installed} 版，两端对齐只在 {PATCHED_VERSION} 版上试过，"
            "PDF右边可能不齐：请运行 make install。"
        ]
    return []


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
