// The one script that a debugger runs: portable shell that works the command list off and frames what it saw.

/**
 * Runs under the `sh` of any busybox build, Alpine and Debian. Arguments: nonce, bytes to keep per command, seconds after
 * which the debugger ends itself, the target's container id (`any` where it is not known yet: the first process that is not ours;
 * empty for no target), then for each command its seconds and its text.
 *
 * What it prints is frames only (see `frames.ts`): lines that begin with `#<nonce>`, and base64 between them, so that no
 * output can be taken for a frame, and none is changed on its way through the container's log, which is not binary-safe.
 *
 * Who is who. The script itself (`$$`) only waits and prints. For each command it starts
 * - `keep`, which reads the command's output from a pipe and holds its newest bytes. The pipe is opened through /proc, as
 *   not every image has a folder to make one in; the sleeping process at its other end keeps it open until the sweep;
 * - `left`, a shell between the script and the command, so that a command that kills its parent hits nobody else;
 * - `watchdog`, which ends the command at its deadline.
 * One `guard` ends the whole script at its own deadline, even when nobody is listening any more. A debugger that kubelet could start
 * only when its run was over does nothing at all: EPHEMERAL_DEBUG_LAST_START, in seconds since 1970, is the last moment.
 *
 * Where a file may not be readable it is opened by `true`: a special builtin such as `:` would end the shell.
 *
 * How it keeps its promises:
 * - `sweep` kills every process of our own container but the above, however they have detached themselves. Ours are told
 *   by their control group, so that no process of the app is ever touched; where the control groups tell nothing apart,
 *   only the script's descendants are. A command is a process group of its own, where the image can make one, and is
 *   killed as that, at once. What still multiplies faster than it dies is stopped first: a stopped process keeps its
 *   number, so that a full process table stays full until all are stopped. Nothing in a sweep needs a new process, and
 *   commands run at a lower priority than what watches them;
 * - output beyond the first 256 KiB goes to small files, of which only the newest are kept; without a writable folder the
 *   newest MiB is kept in memory. A shared-memory folder is not used: what is in it counts against the pod's memory
 *   limit, and stays. All our processes offer themselves to the kernel as the first to be killed when memory is short;
 * - a watchdog or guard is dismissed by a signal and then the death of its `sleep`, so that it buries that child itself:
 *   an app that is PID 1 seldom does. One whose `sleep` was killed by a command goes on sleeping;
 * - where a command killed what reads or encodes its output, or the process table was full, the output is told to be
 *   incomplete.
 */
export const debuggerScript = `
n=$1 cap=$2 end=$3 id=$4
shift 4
exec </dev/null 2>/dev/null
last=\${EPHEMERAL_DEBUG_LAST_START:-}
unset EPHEMERAL_DEBUG_LAST_START
if [ "\${last:-0}" -gt 0 ] && [ "$(date +%s)" -gt "$last" ]; then
  echo "#$n fail its run was over before it could start"
  exit 0
fi
echo 1000 >/proc/self/oom_score_adj
newline='
'

now() { read -r up _ </proc/uptime; now=$((\${up%.*} * 100 + 1\${up#*.} - 100)); }
self() { read -r self _ </proc/self/stat; }
look() {
  line= group= r=$row
  read -r line <"/proc/$1/stat"
  while [ $r -gt 0 ] && read -r group; do r=$((r - 1)); done <"/proc/$1/cgroup"
  set -- \${line##*) }
  state=$1 parent=$2 pgrp=$3 born=\${20}
}
ids() { while read -r key value _; do [ "$key" = "$1:" ] && echo "$value"; done </proc/self/status; }

# The first line of /proc/PID/cgroup that tells our container from that of the first process.
row=0 own= apart=1 procs=
while [ $$ != 1 ] && read -r own <&3 && read -r other <&4; do
  row=$((row + 1))
  [ "$own" = "$other" ] || break
  own=
done 3<"/proc/$$/cgroup" 4</proc/1/cgroup
if [ -z "$own" ]; then
  [ $$ = 1 ] || apart=0
  row=1
  read -r own <"/proc/$$/cgroup"
fi

# A list of exactly our own processes, where the container shows one.
for f in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
  found=0
  while read -r p; do
    case $p in $$) found=1 ;; 1) found=0; break ;; esac
  done <"$f"
  [ $found = 1 ] && [ $apart = 1 ] && procs=$f && break
done

for census in /sys/fs/cgroup/pids.current /sys/fs/cgroup/pids/pids.current; do [ -r $census ] && break; done

look $$
clan=$pgrp guard=none keep=none watchdog=none leaving=none mother=none

judge() {
  case $1 in 0 | $$ | $watchdog) return ;; esac
  look "$1"
  [ "$group" = "$own" ] || return
  case $state in '' | [ZX]) return ;; esac
  [ "$parent" = "$mother" ] && kill -CONT "$1" && return
  [ "$1" = "$leaving" ] && kill "$1" && found=$((found + 1)) && return
  its_state=$state whom=$1 descends=$apart q=$1 steps=0
  case $pgrp in '' | 0 | 1 | $clan) ;; *) whom=-$pgrp ;; esac
  while [ "\${q:-0}" -gt 1 ] && [ $((apart * steps)) -lt 6 ]; do
    case $q in $guard | $keep) return ;; $$) descends=1; break ;; esac
    [ "$q" = "$1" ] || look "$q"
    q=$parent steps=$((steps + 1))
  done
  [ $descends = 1 ] || return
  found=$((found + 1))
  [ $storm = 1 ] || { kill -9 $whom; return; }
  victims="$victims $1"
  [ "$its_state" = T ] || { kill -STOP $whom; awake=$((awake + 1)); }
}
sweep() {
  round=0 storm=0
  while [ $round -lt 500 ]; do
    victims= found=0 awake=0
    if [ -n "$procs" ]; then
      while read -r p; do judge "$p"; done <"$procs"
    else
      for d in /proc/[0-9]*; do judge "\${d#/proc/}"; done
    fi
    [ $found -gt 0 ] || break
    [ $storm = 1 ] && [ $awake = 0 ] && kill -9 $victims
    [ $found -gt 30 ] && storm=1
    round=$((round + 1))
  done
  [ $storm = 1 ] || return
  tries=0
  while [ $tries -lt 20000 ] && read -r busy <"$census" && [ "$busy" -gt 16 ]; do
    jobs >/dev/null
    tries=$((tries + 1))
  done
}
dismiss() {
  leaving=$1 watchdog=none
  [ "$1" = "$guard" ] && guard=none
  sweep
  kill -9 "$1"
  wait "$1"
  leaving=none
  jobs >/dev/null
}
nap() {
  now; until=$((now + $1 * 100))
  while [ $now -lt $until ]; do
    sleep $(((until - now + 99) / 100))
    now
  done
}

plain() {
  seen=
  while IFS= read -r line; do printf '|%s\\n' "$line"; seen=1; done
  [ -z "$seen$line" ] || printf '|%s' "$line"
}
mend() {
  killed=1 kills=$((kills + 1)) text=$text$newline
  text=\${text%%!*}\${text#*!?}
  text=\${text%$newline}
  case $text in *!*) mend ;; esac
}
measure() {
  IFS=$newline
  set -- $text
  IFS=' '
  size=$((\${#text} - $# + 1))
  case $code in
    base64*) size=$((size / 4 * 3)) ;;
    od*) size=$((size / 3)) ;;
    xxd*) size=$((size / 2)) ;;
    plain) size=$((size - 1)) ;;
  esac
  case $code:$text in base64*==) size=$((size - 2)) ;; base64*=) size=$((size - 1)) ;; esac
}
store() {
  if [ -n "$w" ] && [ $total -gt 262144 ]; then
    printf '%s\\n' "$record" >>"$w/part.$k" && return
    w=
    [ $limit -le 1048576 ] || limit=1048576
  fi
  eval "text_$k=\\$text_$k\\$record\\$newline"
}
keep() {
  LC_ALL=C total=0 held=0 first=1000000 k=1000000 filled=0 kills=0 whole=0 folder=$w limit=$cap
  [ -n "$w" ] || [ $limit -le 1048576 ] || limit=1048576
  set -f
  trap tell EXIT
  while [ $kills -lt 20 ]; do
    killed=0
    text=$({ { $chunk || echo ! >&3; } | $code; } 3>&1) || text=$text$newline!
    case $code:$text in plain:*) ;; *!*) mend ;; esac
    case $killed:$text in 0:) break ;; 1:) continue ;; esac
    measure
    record="#$n part $total $size \${code%% *}$newline$text"
    total=$((total + size)) held=$((held + size)) filled=$((filled + size))
    store
    eval "size_$k=$filled"
    [ $filled -lt $((limit / 4)) ] || k=$((k + 1)) filled=0
    while eval "old=\\$size_$first" && [ $first -lt $k ] && [ $((held - old)) -ge $limit ]; do
      unset "text_$first"
      [ -e "$folder/part.$first" ] && rm -f "$folder/part.$first"
      held=$((held - old)) first=$((first + 1))
    done
  done
  case $kills:$chunk in 0:dd*) whole=1 ;; 0:*) [ $total -gt 1048576 ] || whole=1 ;; esac
}
tell() {
  echo
  echo "#$n total $total $whole"
  while [ $first -le $k ]; do
    eval "printf '%s' \\"\\$text_$first\\""
    first=$((first + 1))
  done
}

run() {
  sleep "$end" | keep &
  keep=$! tries=0
  until [ -p "/proc/$keep/fd/0" ]; do
    tries=$((tries + 1))
    [ $tries -lt 50000 ] || { echo "#$n fail a pipe could not be opened"; exit 1; }
  done
  echo "#$n begin $1"
  now; began=$now late=0
  {
    trap exit TERM
    nap "$2"
    self; watchdog=$self
    [ $$ = 1 ] || mother=$$
    kill -CONT $$ "$keep"
    sweep
  } >/dev/null &
  watchdog=$!
  {
    $session sh -c "$3" >"/proc/$keep/fd/0" 2>&1 &
    wait $!
    exit $?
  } &
  left=$!
  wait "$left"
  status=$?
  now; took=$((now - began))
  [ $status = 137 ] && [ $took -ge $(($2 * 100 - 2)) ] && late=1
  [ $took -lt $(($2 * 100)) ] || wait "$watchdog"
  dismiss "$watchdog"
  wait "$keep"
  guard_only
  set -- "$1" "$w"/part.*
  if [ -e "$2" ]; then (shift; cat "$@"; rm -f "$@"); fi
  echo "#$n end $1 $status $late $took"
}
guard_only() { keep=none watchdog=none; }

is_target() {
  [ -n "$group" ] && [ "$state" != Z ] || return
  case $id in
    any) comm=; read -r comm <"/proc/$1/comm"; [ "$group" != "$own" ] && [ "$comm" != pause ] ;;
    *) case $group in *"$id"*) ;; *) return 1 ;; esac ;;
  esac
}
target= oldest= files=0 environ=0
if [ -n "$id" ]; then
  for d in /proc/[0-9]*; do
    look "\${d#/proc/}"
    is_target "\${d#/proc/}" || continue
    [ -n "$target" ] && [ "$born" -ge "$oldest" ] || target=\${d#/proc/} oldest=$born
  done
fi
TARGET_PID=$target TARGET_ROOT=
if [ -n "$target" ]; then
  TARGET_ROOT=/proc/$target/root
  for f in "$TARGET_ROOT"/*; do [ -e "$f" ] && files=1 && break; done
  true <"/proc/$target/environ" && environ=1
fi
export TARGET_PID TARGET_ROOT
echo "#$n open $(ids Uid) $(ids Gid) \${target:-0} $files $environ"

sleep 0 || { echo "#$n fail its image has no sleep"; exit 1; }
session= chunk='dd bs=65536 count=4' code=plain
setsid true && session=setsid
nice -n 10 $session true && session="nice -n 10 $session"
if [ "$(echo x | $chunk iflag=fullblock)" = x ]; then chunk="$chunk iflag=fullblock"
elif [ "$(echo x | $chunk)" != x ]; then chunk='tail -c 1048577'; fi
[ "$(echo x | xxd -p)" = 780a ] && code='xxd -p'
[ "$(echo x | od -An -v -tx1)" = ' 78 0a' ] && code='od -An -v -tx1'
[ "$(echo x | base64)" = eAo= ] && code=base64
[ "$(echo x | base64 -w 8000)" = eAo= ] && code='base64 -w 8000'
for w in /tmp /var/tmp .; do
  w=$w/.ephemeral-debug-$n
  mkdir "$w" && chmod 700 "$w" && echo x >"$w/try" && [ "$(cat "$w/try")" = x ] && rm "$w/try" && break
  w=
done

trap '[ -z "$w" ] || rm -rf "$w"' EXIT
trap 'exit 143' TERM
{
  trap exit TERM
  nap "$end"
  kill $$
  now; until=$((now + 100))
  while [ $now -lt $until ]; do now; done
  kill -9 $$
  guard_only
  self; guard=$self
  sweep
} >/dev/null &
guard=$!
i=0
while [ $# -ge 2 ]; do
  run $i "$1" "$2"
  i=$((i + 1))
  shift 2
done
dismiss "$guard"
echo "#$n close"
`
