# 常用命令：make run 打开演示；make serve 供单位正式使用；make test 运行全部检查和测试。

HOST ?= 127.0.0.1
PORT ?= 8000
# A demonstration and an office never share a folder.
DEMO_DATA ?= data/demo
OFFICE_DATA ?= data/office

PYTHON = .venv/bin/python
PIP = $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
GUNICORN = .venv/bin/gunicorn --config python:township_safety.server
DEMO = DATA_DIR=$(DEMO_DATA) DATABASE_URL=sqlite:///$(abspath $(DEMO_DATA))/ledger.sqlite3
OFFICE = DATA_DIR=$(OFFICE_DATA)
# Checks read the settings; they must not find an office's database or leave one behind.
QUIET = DATA_DIR=.venv/check DATABASE_URL=sqlite:///$(CURDIR)/.venv/check/ledger.sqlite3 SECRET_KEY=check
LIBRARIES = $(PYTHON) -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' \
  libpango-1.0.so.0 libpangoft2-1.0.so.0 libfontconfig.so.1 libharfbuzz-subset.so.0 2>/dev/null

.PHONY: install install-dev run serve demo test check fix bench pictures test-postgres

# 用 root 或免密 sudo 安装系统软件包；装不了就说明要装什么。
define apt
if [ "$$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as=sudo; else as=none; fi; \
if [ "$$as" = none ] || ! command -v apt-get >/dev/null; then \
  echo "缺少系统软件包：$(1)。请系统管理员安装后再运行一次（Debian：apt-get install $(1)）。" >&2; \
else \
  echo "安装系统软件包：$(1)"; \
  $$as apt-get update -qq && \
  DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y --no-install-recommends $(1) >/dev/null; \
fi
endef

install: .venv/installed

install-dev: .venv/installed-dev .venv/chromium

# Debian's Python comes without ensurepip; a venv made without it has no pip.
.venv/bin/pip:
	@python3.11 -m venv .venv >/dev/null 2>&1 || { $(call apt,python3.11-venv); python3.11 -m venv .venv; }

# Without these libraries everything but PDF works, so their absence is said and not fatal.
.venv/libraries: | .venv/bin/pip
	@$(LIBRARIES) || { $(call apt,libpango-1.0-0 libpangoft2-1.0-0 libfontconfig1 libharfbuzz-subset0); }
	@! $(LIBRARIES) || touch $@

# Without it the tests in a browser are skipped, and say so.
.venv/chromium: | .venv/bin/pip
	@command -v chromium >/dev/null || { $(call apt,chromium); } || true
	@! command -v chromium >/dev/null || touch $@

.venv/installed: requirements.lock | .venv/libraries
	@echo "安装运行所需的软件包……"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock | .venv/libraries
	@echo "安装测试所需的软件包……"
	@command -v pdftotext >/dev/null || { $(call apt,poppler-utils); }
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/installed

# 演示：自己的数据库，密码每次启动都换，只在本机能打开；DEMO_ON_LAN=1 时局域网也能打开。
ifeq ($(DEMO_ON_LAN),1)
run: DEMO += HOST=0.0.0.0 ALLOWED_HOSTS=*
else
run: DEMO += HOST=$(HOST)
endif
run: install
	@case "$(DEMO_ON_LAN)/$(HOST)" in 1/*|/127.*|/localhost) ;; *) \
	  echo "演示只在本机打开。要让局域网里的人也能看，请用：make run DEMO_ON_LAN=1" >&2; exit 1;; esac
	@$(DEMO) $(PYTHON) manage.py setup --demo
	@$(DEMO) $(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@exec env $(DEMO) PORT=$(PORT) $(GUNICORN)

# 正式使用：第一次启动按 NAME 和 STARTED_ON 建立单位和管理员，打印一次性密码。
serve: install
	@$(OFFICE) $(PYTHON) manage.py setup $(if $(NAME),--office "$(NAME)") $(if $(STARTED_ON),--started-on "$(STARTED_ON)")
	@$(OFFICE) $(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@exec env $(OFFICE) HOST=$(HOST) PORT=$(PORT) $(GUNICORN)

# 重新生成演示数据。
demo: install
	@rm -rf $(DEMO_DATA)
	@$(DEMO) $(PYTHON) manage.py setup --demo

test: check
	$(PYTHON) -m pytest -q -n 2 --dist worksteal

check: install-dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-logo
	.venv/bin/mypy .
	.venv/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	.venv/bin/djlint --quiet --lint templates
	.venv/bin/deptry .
	$(QUIET) $(PYTHON) manage.py makemigrations --check --dry-run
	$(QUIET) $(PYTHON) manage.py check --fail-level WARNING

fix: install-dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	-.venv/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

bench: install-dev
	@$(PYTHON) -m tests.bench

# 帮助和说明书里的图：在临时的演示上重新截取，日期栏按中文显示。
pictures: install-dev
	@ls /usr/lib/chromium/locales/zh-CN.pak >/dev/null 2>&1 || { $(call apt,chromium chromium-l10n); }
	@$(PYTHON) -m tests.browser.pictures

# 同一套测试在 PostgreSQL 上再跑一遍：临时数据库，只听本机 15432 端口，跑完即删。
test-postgres: install-dev
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(call apt,postgresql); }
	@set -e; bin=$$(ls -d /usr/lib/postgresql/*/bin | tail -1); dir=$$(mktemp -d); \
	as=""; if [ "$$(id -u)" = 0 ]; then as="runuser -u postgres --"; chown postgres "$$dir"; fi; \
	trap 'cd /; $$as $$bin/pg_ctl -D "$$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$$dir"' EXIT INT TERM; \
	cd "$$dir"; \
	$$as $$bin/initdb -k -D "$$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null; \
	$$as $$bin/pg_ctl -D "$$dir/data" -w -l "$$dir/log" \
	  -o "-p 15432 -k $$dir -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null; \
	cd "$(CURDIR)"; \
	DATABASE_URL=postgres://postgres@127.0.0.1:15432/postgres $(PYTHON) -m pytest -q -n 2 --dist worksteal $(TESTS)
