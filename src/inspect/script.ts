// The one script that a debugger runs: portable shell that works the command list off and frames what it saw.

/**
 * Runs under the `sh` of any busybox build, Alpine and Debian. Arguments: nonce, bytes to keep per command, seconds after
 * which the debugger ends itself, the target's container id (`any` where it is not known yet: the first process that is not ours;
 * empty for no target), then for each command its seconds and its text.
 *
 * What it prints is frames only (see `frames.ts`): lines that begin with `#<nonce>`, and base64 between them, so that no
 * output can be taken for a frame, and none is changed on its way through the container's log, which is not binary-safe.
 *
 * How it keeps its promises:
 * - a command's output goes through a pipe into small files, of which only the newest are kept: no command can fill the
 *   node's disk or the pod's memory;
 * - at a command's end or deadline every process of our own container is killed but the script's own, however they have
 *   detached themselves. Ours are told by their cgroup, so that no process of the app is ever touched;
 * - a guard ends the whole script at its deadline, even when nobody is listening any more.
 */
export const debuggerScript = `
n=$1 cap=$2 end=$3 id=$4
shift 4
exec 2>/dev/null

now() { read -r up _ </proc/uptime; now=\${up%.*}\${up#*.}; }
facts() {
  group= line=
  read -r group <"/proc/$1/cgroup"
  read -r line <"/proc/$1/stat"
  set -- \${line##*) }
  state=$1 parent=$2
}
ids() { while read -r key value _; do [ "$key" = "$1:" ] && echo "$value"; done </proc/self/status; }

facts $$
own=$group
guard=none collector=none

kin() {
  q=$1
  while [ "\${q:-0}" -gt 1 ]; do
    for relative in "$guard" "$collector" "$2"; do [ "$q" = "$relative" ] && return 0; done
    facts "$q"
    q=$parent
  done
  return 1
}
sweep() {
  round=0
  while [ $round -lt 20 ]; do
    found=0
    for d in /proc/[0-9]*; do
      p=\${d#/proc/}
      facts "$p"
      [ "$group" = "$own" ] && [ "$state" != Z ] && [ "$p" != $$ ] || continue
      kin "$p" "$1" || { kill -9 "$p" && found=1; }
    done
    [ $found = 0 ] && return
    round=$((round + 1))
  done
}

find_target() {
  case $id in
    '') return ;;
    any) for d in /proc/[0-9]*; do stranger "\${d#/proc/}" && nearest "\${d#/proc/}"; done ;;
    *) for f in $(grep -l "$id" /proc/[0-9]*/cgroup); do p=\${f#/proc/}; nearest "\${p%/cgroup}"; done ;;
  esac
}
nearest() { { [ -z "$target" ] || [ "$1" -lt "$target" ]; } && target=$1; }
stranger() {
  comm=
  read -r comm <"/proc/$1/comm"
  facts "$1"
  [ -n "$group" ] && [ "$group" != "$own" ] && [ "$comm" != pause ]
}

keep() {
  k=0 first=0 total=0 held=0
  while dd bs=65536 count=16 of="$w/part.$k"; do
    size=$(wc -c <"$w/part.$k")
    [ "$size" -gt 0 ] || break
    total=$((total + size)) held=$((held + size)) k=$((k + 1))
    while old=$(wc -c <"$w/part.$first") && [ $((held - old)) -ge "$cap" ]; do
      rm "$w/part.$first"
      held=$((held - old)) first=$((first + 1))
    done
  done
  echo "$total $held $first $k" >"$w/kept"
}

run() {
  rm -f "$w/pipe" "$w/late" "$w/kept"
  mkfifo "$w/pipe"
  keep <"$w/pipe" &
  collector=$!
  now; began=$now
  echo "#$n begin $1"
  $session sh -c "$3" </dev/null >"$w/pipe" 2>&1 &
  command=$!
  { sleep "$2"; : >"$w/late"; read -r me _ </proc/self/stat; sweep "$me"; } >/dev/null &
  wait "$command"
  status=$?
  now; took=$((now - began))
  sweep none
  wait "$collector"
  collector=none
  late=0
  [ -e "$w/late" ] && late=1
  read -r total held first k <"$w/kept"
  while [ "$first" -lt "$k" ]; do cat "$w/part.$first"; first=$((first + 1)); done | $code
  echo "#$n end $1 $status $late $took $total $held \${code%% *}"
  rm -f "$w"/part.*
}

target= files=0 environ=0
find_target
TARGET_PID=$target TARGET_ROOT=
if [ -n "$target" ]; then
  TARGET_ROOT=/proc/$target/root
  ls "$TARGET_ROOT/" >/dev/null && files=1
  cat "/proc/$target/environ" >/dev/null && environ=1
fi
export TARGET_PID TARGET_ROOT
echo "#$n open $(ids Uid) $(ids Gid) \${target:-0} $files $environ"

for w in /tmp /dev/shm /var/tmp .; do
  w=$w/.ephemeral-debug-$n
  mkdir -m 700 "$w" && break
  w=
done
[ -n "$w" ] || { echo "#$n fail no folder in the debugger can be written to"; exit; }
trap 'rm -rf "$w"' EXIT

code='od -An -v -tx1'
echo x | base64 >/dev/null && code=base64
echo x | base64 -w 8000 >/dev/null && code='base64 -w 8000'
session=
setsid true && session=setsid

main=$$
{ sleep "$end"; read -r me _ </proc/self/stat; kill -9 "$main"; sweep "$me"; } >/dev/null &
guard=$!
i=0
while [ $# -ge 2 ]; do
  run $i "$1" "$2"
  i=$((i + 1))
  shift 2
done
guard=none
sweep none
echo "#$n close"
`
