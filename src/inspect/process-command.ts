// The commands that look at the target's processes: what they are, and what they are doing.

/** Leaves out the debugger's own processes, which share the target's process namespace but not its control group. */
export const SKIP_OWN = 'read -r group <"$d/cgroup"; [ "$group" = "$own" ] && continue'

export const PROCESSES = `
echo "PID PPID STATE UID GID THREADS RSS_KB COMM CMDLINE"
read -r own </proc/self/cgroup
for d in /proc/[0-9]*; do
  ${SKIP_OWN}
  name= state= ppid= uid= gid= threads= rss=0
  while read -r key a _; do
    case $key in
      Name:) name=$a ;; State:) state=$a ;; PPid:) ppid=$a ;; Uid:) uid=$a ;; Gid:) gid=$a ;; VmRSS:) rss=$a ;;
      Threads:) threads=$a ;;
    esac
  done <"$d/status"
  echo "\${d#/proc/} $ppid $state $uid $gid $threads $rss $name $(head -c 500 "$d/cmdline" | tr '\\000\\n' '  ')"
done 2>/dev/null`

/**
 * State, CPU time, descriptors and what each process waits for; state and CPU time twice, so many seconds apart. CPU time is in the
 * kernel's ticks, of which there are 100 in a second.
 */
export function processState(seconds: number): string {
  return `
read -r own </proc/self/cgroup
stat_of() {
  IFS= read -r line <"$1/stat"
  set -- \${line##*) }
  state=$1 ticks=$(($\{12} + $\{13})) threads=$\{18}
}
# Without a program of its own for each process: there may be hundreds, and little of the processor left.
open_of() {
  set -- "$1"/fd/*
  open=- && [ -L "$1" ] && open=$#
}
limit_of() {
  limit=-
  while read -r one two three soft _; do
    [ "$one $two $three" = 'Max open files' ] && limit=$soft && return
  done <"$1/limits"
}
first=' '
for d in /proc/[0-9]*; do
  ${SKIP_OWN}
  stat_of "$d" && first="$first\${d#/proc/}=$state$ticks "
done 2>/dev/null
clock() { read -r up _ </proc/uptime; now=\${up%.*}\${up#*.}; }
clock
began=$now
${seconds > 0 ? `sleep ${seconds}` : ':'}
clock
echo "== interval"
echo $(((now - began) * 10)) ms
echo "== processes"
for d in /proc/[0-9]*; do
  ${SKIP_OWN}
  stat_of "$d" && [ "$state" != Z ] || continue
  pid=\${d#/proc/} before=$ticks wchan=
  case $first in *" $pid="*) before=\${first#* $pid=}; before=\${before%% *} state=\${before%%[0-9]*}$state before=\${before#?} ;; esac
  read -r wchan <"$d/wchan" || [ -n "$wchan" ] || wchan=-
  open_of "$d"
  limit_of "$d"
  read -r comm <"$d/comm"
  echo "$pid $state $before $ticks $threads $open $limit $wchan $comm"
done 2>/dev/null
c=$TARGET_ROOT/sys/fs/cgroup
for f in pids.current pids.max cpu.stat pids/pids.current pids/pids.max cpu/cpu.stat; do
  [ -r "$c/$f" ] && { echo "== \${f##*/}"; cat "$c/$f"; }
done
true`
    .trim()
    .replaceAll('$\\{', '${')
}
