# shellcheck shell=bash
# shellcheck disable=SC2154  # set by installer/dev
# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The build environment: this system, where it is Debian 13 or newer, else a Debian 13 root file system in the cache
# folder of whoever calls. Sourced by installer/dev, which sets `checkout`, `preset` and `arguments`.
#
#   set_up                          makes the environment, or brings it up to packages.txt; quick when there is nothing to do
#   in_environment FOLDER COMMAND…    runs a command there, as the caller
#   enter_environment FOLDER COMMAND… the same in place of this process: never returns

suite=trixie
root=                   # the root file system; empty: in place
caller=$(id -u)         # whom the work is done as
caller_home=$HOME
if ((caller == 0)) && [ -n "${SUDO_UID:-}" ]; then
  caller=$SUDO_UID
  caller_home=$(getent passwd "$caller" | cut -d: -f6)
fi

say() { echo "installer/dev: $*" >&2; }

fail() {
  say "$@"
  exit 1
}

is_root() { ((EUID == 0)); }

# The packages named in packages.txt, one a line.
wanted_packages() { sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$checkout/installer/packages.txt"; }

# missing_packages [ROOT]: those of packages.txt that are not installed, or not wholly.
missing_packages() {
  comm -23 <(wanted_packages | sort -u) <(
    # dpkg-query also lists what was removed; "ii " is installed.
    # shellcheck disable=SC2016  # dpkg's own format
    dpkg-query --admindir="${1:-}/var/lib/dpkg" --show --showformat='${db:Status-Abbrev}${Package}\n' |
      sed -n 's/^ii //p' | sort -u
  )
}

# works_in_place OS-RELEASE
works_in_place() {
  local ID='' VERSION_ID=''
  # shellcheck source=/dev/null
  source "$1"
  # testing and unstable have no number
  [ "$ID" = debian ] && ((${VERSION_ID:-99} >= 13))
}

set_up() {
  if works_in_place /etc/os-release; then
    set_up_in_place
  else
    become_root
    set_up_root
  fi
}

set_up_in_place() {
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  local as_root=()
  if ! is_root; then
    command -v sudo >/dev/null ||
      fail "Packages are missing; please install them as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} packages …"
  # Its test starts a registry of its own; the package would have one listen on a TCP port from now on.
  if [[ " ${missing[*]} " == *" docker-registry "* && -d /run/systemd/system ]]; then
    "${as_root[@]}" systemctl mask docker-registry.service >&2
  fi
  {
    "${as_root[@]}" apt-get -qq update &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install "${missing[@]}"
  } >&2 ||
    fail "The packages could not be installed: ${missing[*]}"
}

# Root is needed to make and to enter the root file system; the work is done as the caller again.
become_root() {
  is_root && return
  command -v sudo >/dev/null ||
    fail "On this system a Debian 13 root file system is used, which only root can make and enter: please run this as root."
  local kept=DISPLAY,WAYLAND_DISPLAY,XAUTHORITY,XDG_RUNTIME_DIR,DBUS_SESSION_BUS_ADDRESS,TERM,COLORTERM
  kept+=,XDG_CACHE_HOME,XDG_DATA_HOME,XDG_CONFIG_HOME,FIRKIN_STORE,FIRKIN_PRESET,FIRKIN_MIRROR
  exec sudo --preserve-env="$kept" -- "$checkout/installer/dev" --preset "$preset" "${arguments[@]}"
}

set_up_root() {
  command -v apt-get >/dev/null || fail "This needs a system with apt: Debian 12 or newer."
  local cache=${XDG_CACHE_HOME:-$caller_home/.cache}/firkin
  root=$cache/debian13
  as_caller mkdir -p "$cache" || fail "The folder $cache could not be made."
  exec {lock}>"$root.lock"
  if ! flock --nonblock "$lock"; then
    say "Waiting for another call that is setting up …"
    flock "$lock"
  fi
  [ -d "$root" ] || make_root
  local missing
  mapfile -t missing < <(missing_packages "$root")
  ((${#missing[@]} == 0)) || install_in_root "${missing[@]}"
  add_caller_to_root
  # the host's names may have changed since
  cp --dereference /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
  exec {lock}>&-
}

# Makes the root beside its place and renames it: one that is there is whole, whenever this was interrupted.
make_root() {
  local available
  available=$(df --output=avail -k "${root%/*}" | tail -n 1)
  ((available > 6 * 1024 * 1024)) || fail "Less than 6 GB are free in ${root%/*}: too little for the root file system and a build."
  if ! command -v mmdebstrap >/dev/null; then
    say "Installing mmdebstrap …"
    {
      apt-get -qq update &&
        DEBIAN_FRONTEND=noninteractive \
          apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install mmdebstrap
    } >&2 ||
      fail "mmdebstrap could not be installed."
  fi
  say "Making a Debian 13 root file system in $root (once, a few minutes) …"
  rm -rf --one-file-system "$root.new"
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  # In a mount namespace of its own, so that an interrupted call leaves no mounts behind.
  unshare --mount mmdebstrap --quiet --mode=root --variant=minbase --aptopt='APT::Install-Recommends "false"' \
    --include="$(wanted_packages | paste -sd,),ca-certificates" \
    "$suite" "$root.new" "deb [signed-by=$keyring] $(debian_mirror) $suite main" >&2 ||
    fail "The root file system could not be made; what mmdebstrap said is above."
  # Nothing that a package brings is started in here.
  printf '#!/bin/sh\nexit 101\n' >"$root.new/usr/sbin/policy-rc.d"
  chmod 755 "$root.new/usr/sbin/policy-rc.d"
  mv "$root.new" "$root"
}

# The Debian mirror that this machine's apt already uses.
debian_mirror() {
  if [ -n "${FIRKIN_MIRROR:-}" ]; then
    echo "$FIRKIN_MIRROR"
    return
  fi
  apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(.*/debian\)/*/dists/.*|\1|p" | head -n 1 | grep . ||
    fail "No Debian mirror was found in this machine's apt sources; please name one in FIRKIN_MIRROR."
}

install_in_root() {
  say "Installing ${#@} packages in the root file system …"
  # shellcheck disable=SC2016  # expanded inside
  "$checkout/installer/enter-root" --root "$root" --folder / bash -c '
    set -e
    export DEBIAN_FRONTEND=noninteractive
    dpkg --configure -a
    apt-get -qq update
    exec apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@"
  ' - "$@" {lock}>&- >&2 || fail "The packages could not be installed: $*"
}

# The caller has a name inside, and the ranges that newuidmap gives.
add_caller_to_root() {
  ((caller != 0)) || return 0
  local name file
  name=$(id -nu "$caller")
  for file in passwd group; do
    local id=$caller
    [ $file = passwd ] || id=$(id -g "$caller")
    getent "$file" "$id" | while IFS= read -r line; do
      grep -q "^[^:]*:[^:]*:$id:" "$root/etc/$file" || echo "$line" >>"$root/etc/$file"
    done
  done
  for file in subuid subgid; do
    grep -q "^$name:" "$root/etc/$file" 2>/dev/null || grep "^$name:" "/etc/$file" >>"$root/etc/$file" 2>/dev/null || true
  done
}

as_caller() {
  if [ "$caller" = "$(id -u)" ]; then
    "$@"
  else
    setpriv --reuid="$caller" --regid="$(id -g "$caller")" --init-groups -- "$@"
  fi
}

# What the command sees: the caller's environment, but programs and libraries of this environment only.
prepare_variables() {
  unset LD_LIBRARY_PATH LD_PRELOAD LIBRARY_PATH CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH PKG_CONFIG_PATH \
    CMAKE_PREFIX_PATH CC CXX CFLAGS CXXFLAGS LDFLAGS PYTHONHOME PYTHONPATH QT_PLUGIN_PATH
  export HOME=$caller_home
  export PATH="$checkout/build/$preset/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
  export CCACHE_BASEDIR=$checkout CCACHE_NOHASHDIR=1
  # The precompiled headers of a fresh build folder are as new as the build itself; ccache would not keep what includes a
  # file that young.
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  if ((caller != 0)); then
    USER=$(id -nu "$caller")
    export USER LOGNAME=$USER
    # sudo drops these
    local runtime=/run/user/$caller
    if [ -z "${XDG_RUNTIME_DIR:-}" ] && [ -d "$runtime" ]; then
      export XDG_RUNTIME_DIR=$runtime
    fi
    if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] && [ -S "$runtime/bus" ]; then
      export DBUS_SESSION_BUS_ADDRESS=unix:path=$runtime/bus
    fi
  fi
}

in_environment() { (enter_environment "$@"); }

enter_environment() {
  local folder=$1
  shift
  prepare_variables
  if [ -n "$root" ]; then
    exec "$checkout/installer/enter-root" --root "$root" --user "$caller" --folder "$folder" \
      --show "$caller_home" --show "$checkout" --show "${TMPDIR:-/tmp}" "$@"
  fi
  cd "$folder" || fail "There is no folder $folder."
  local drop=()
  [ "$caller" = "$(id -u)" ] || drop=(setpriv --reuid="$caller" --regid="$(id -g "$caller")" --init-groups --)
  exec "${drop[@]}" "$@"
}
