# shellcheck shell=bash
# Sourced by the other scripts, from the repository's root: where the tools are, which toolchain
# builds for the browser, and how a step is announced. Changes nothing on disk.

tools_dir="${XDG_CACHE_HOME:-$HOME/.cache}/nmp-studio/tools"

# wasm-bindgen's must be the library's.
wasm_bindgen_version=$(
  awk '$1 == "name" { name = $3 } $1 == "version" && name == "\"wasm-bindgen\"" {
    gsub(/"/, "", $3); print $3; exit }' Cargo.lock
)
wasm_split_version=0.2.4
trunk_version=0.21.14
nextest_version=0.9.143
cargo_fuzz_version=0.13.2
leptosfmt_version=0.1.33

wasm_target=wasm32-unknown-unknown

# The exit code of script/python-env where there is no Python for a program.
# shellcheck disable=SC2034 # For the scripts that source this.
no_python=3

PATH="$PWD/tools/node_modules/.bin:$PWD/e2e/node_modules/.bin:$PATH"
PATH="$tools_dir/cargo-nextest-$nextest_version/bin:$PATH"
PATH="$tools_dir/cargo-fuzz-$cargo_fuzz_version/bin:$PATH"
PATH="$tools_dir/leptosfmt-$leptosfmt_version/bin:$PATH"
PATH="$tools_dir/wasm-split-$wasm_split_version/bin:$PATH"
PATH="$tools_dir/wasm-bindgen-$wasm_bindgen_version/bin:$PATH"
PATH="$tools_dir/trunk-$trunk_version/bin:$PATH"
export PATH

# Announces a step.
say() {
  printf '\n==> %s\n' "$*"
}

# Says what is wrong and how to fix it, and ends the script.
fail() {
  printf '\nError: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# The absolute path of a file or folder that the caller names, relative to where the script was
# called ($called_from, set before it changed to the repository's root). It need not exist.
from_caller() {
  case "$1" in
    '') fail "a path is empty" ;;
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "${called_from:?}/$1" ;;
  esac
}

# Prints the toolchain that can build for the browser here: `rustup`, `debian`, or an empty line.
# STUDIO_WASM_TOOLCHAIN chooses if both can.
wasm_toolchain() {
  if [ -n "${STUDIO_WASM_TOOLCHAIN:-}" ]; then
    echo "$STUDIO_WASM_TOOLCHAIN"
  elif has_rustup_target; then
    echo rustup
  elif has_debian_toolchain; then
    echo debian
  fi
}

has_rustup_target() {
  rustup target list --installed 2>/dev/null | grep -qx "$wasm_target" &&
    rustup component list --installed 2>/dev/null | grep -qx rust-src
}

has_debian_toolchain() {
  [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/rust-lld ] && [ -x /usr/bin/cargo ] &&
    /usr/bin/rustc --print target-list 2>/dev/null | grep -qx "$wasm_target" &&
    { ! command -v rustup >/dev/null || rustup toolchain list 2>/dev/null | grep -q '^debian\b'; }
}

# Runs a command with the toolchain that builds for the browser. The standard library is built from
# source, for size like the app: Debian's toolchain has no compiled one, and Studio is the same with
# both. cargo calls that unstable, so it needs RUSTC_BOOTSTRAP. Builds for this machine keep the
# default toolchain.
wasm_env() {
  local -a toolchain=()
  case "$(wasm_toolchain)" in
    rustup) ;;
    debian) toolchain=(RUSTUP_TOOLCHAIN=debian) ;;
    *) fail "no Rust toolchain here builds for $wasm_target" "Run script/bootstrap." ;;
  esac
  env "${toolchain[@]}" RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort \
    CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size "$@"
}

# The same for the development loop, quick to build: with the toolchain's own standard library, if
# it has one.
wasm_env_for_development() {
  if [ "$(wasm_toolchain)" = rustup ]; then
    "$@"
  else
    wasm_env "$@"
  fi
}

# The same with flags that make the compiled Studio smaller, on top of the profile `wasm` in
# Cargo.toml; docs/architecture.md has the figures. A panic ends the app without a message (boot.js
# tells the person), and Leptos' components are compiled once instead of once per combination.
# wasm-split-cli needs the relocations to see what refers to what.
wasm_env_for_size() {
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Clink-arg=--emit-relocs --cfg erase_components" \
    wasm_env "$@"
}

# The same for the build as plain JavaScript, which wasm2js translates to: with the instructions of
# the first WebAssembly, the only ones it knows. Nothing is split, so nothing needs relocations.
wasm_env_for_plain_javascript() {
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Ctarget-cpu=mvp --cfg erase_components" \
    wasm_env "$@"
}

# Builds the platform and the command line for tests of them, in NMP_PLATFORM_BIN and NMP_BIN. Of all
# packages, as the unit tests are: cargo would compile what they depend on in yet another way for one
# of them alone.
build_platform() {
  cargo build --locked --workspace --lib --bin nmp-platform --bin nmp
  local built
  built=$(realpath "${CARGO_TARGET_DIR:-target}")/debug
  export NMP_PLATFORM_BIN=$built/nmp-platform NMP_BIN=$built/nmp
}

static_target=x86_64-unknown-linux-musl

has_static_target() {
  rustup target list --installed 2>/dev/null | grep -qx "$static_target"
}

# build_static_programs PROFILE: builds static programs for Linux, for packages and the image. They are in
# $static_programs then; the variables stay set for maturin, which asks cargo for one of them again.
#   small    the command line with Studio (dist/) inside, under both of its names
#   release  the platform
#   quick    all of them in one go, because they have almost everything in common
build_static_programs() {
  has_static_target || rustup target add "$static_target" >/dev/null 2>&1 ||
    fail "rustup can't add the target $static_target"
  # Ring and SQLite are C, which is compiled against musl as well. Rust links by itself, with the musl that
  # it brings along: musl-gcc would make a program that ends at its start.
  debian_programs musl-gcc musl-tools
  export CC_x86_64_unknown_linux_musl=musl-gcc
  # The same sources make the same programs in any folder, with any target folder and for anybody: where they
  # lie isn't in them, nor whether the standard library's source is here. Of two prefixes that fit the later
  # one counts.
  local place flags='' rust
  rust=/rustc/$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
  for place in "$PWD=/source" "$(realpath -m "${CARGO_TARGET_DIR:-target}")=/target" \
    "${CARGO_HOME:-$HOME/.cargo}=/cargo" "$(rustc --print sysroot)/lib/rustlib/src/rust=$rust"; do
    flags+="--remap-path-prefix=$place "
  done
  export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS=$flags
  NMP_REVISION=${NMP_REVISION:-$(git rev-parse --short=12 HEAD)}
  export NMP_REVISION
  local -a packages=() programs=()
  if [ "$1" != release ]; then
    packages+=(-p nmp-cli --features 'nmp-cli/studio nmp-cli/wheel')
    programs+=(nmp nmp-rs)
  fi
  if [ "$1" != small ]; then
    packages+=(-p platform)
    programs+=(nmp-platform)
  fi
  cargo build --profile "$1" --locked --target "$static_target" "${packages[@]}"
  static_programs="${CARGO_TARGET_DIR:-target}/$static_target/$1"
  local program
  for program in "${programs[@]}"; do
    ! readelf -lW "$static_programs/$program" | grep -q INTERP || fail "$program is not static"
  done
}

# debian_programs [PROGRAM PACKAGE]...: installs the packages whose program is missing.
debian_programs() {
  local -a missing=()
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "missing: ${missing[*]}" "These are Debian's names; install them, and run this again."
  fi
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null
}

# Prints the Chromium of the e2e tests, if any.
find_chromium() {
  local name
  for name in "${STUDIO_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] && command -v "$name" && return
  done
  return 0
}
