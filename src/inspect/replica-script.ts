// What runs in a replica's container: the tools it brings along, the app under a wrapper, and what is asked once it is dead.
import type { PlannedCommand } from '../model/inspection.ts'
import { debuggerScript } from './script.ts'

/** Where the copy's own tools are mounted; a name that no image has. The length matters: see `FIT_LOADER`. */
export const TOOLS_PATH = '/.ephemeral-debug'

/** What the init container says where the image has no busybox that could be carried elsewhere. */
export const NO_BUSYBOX = 'no busybox to carry'

/**
 * A dynamically linked busybox (the official `busybox` image has one) would not start in an image that lacks its loader and
 * libraries: the copy of it names a loader beside it instead, and the copy of that looks for libraries there. Paths in programs
 * can't grow, but slashes may be repeated, so that each path keeps its length.
 */
const FIT_LOADER = `
stretch() {
  path=$t/
  while [ \${#path} -lt $((\${#1} - \${#2})) ]; do path=$path/; done
  echo "$path$2"
}
for loader in /lib64/ld-* /lib/ld-*; do
  [ -f "$loader" ] && grep -qF "$loader" "$from" || continue
  sed "s|$loader|$(stretch "$loader" l)|" "$from" >"$t/busybox"
  cp "$loader" "$t/l"
  for folder in /lib/x86_64-linux-gnu/ /lib/aarch64-linux-gnu/; do sed -i "s|$folder|$(stretch "$folder" '')|" "$t/l"; done
  for library in $("$loader" --list "$from" | sed -n 's/.*=> \\(\\/[^ ]*\\).*/\\1/p'); do cp -L "$library" "$t/"; done
  break
done`

/** The init container's work: a busybox under all its names, in the volume that the app's container mounts too. */
export const toolsScript = `
t=${TOOLS_PATH}
for from in /bin/busybox.static /usr/bin/busybox.static /bin/busybox /usr/bin/busybox /busybox/busybox none; do
  [ -x "$from" ] && break
done
[ "$from" = none ] && { echo '${NO_BUSYBOX}' >/dev/termination-log; exit 1; }
cp -L "$from" "$t/busybox"
${FIT_LOADER.trim()}
chmod 755 "$t"/*
mkdir "$t/bin"
"$t/busybox" --install -s "$t/bin"
[ -x "$t/bin/sh" ] || { echo '${NO_BUSYBOX}' >/dev/termination-log; exit 1; }
`

/**
 * The first process of the copy's container. Arguments: the target's name, the pod's name and namespace, the debugger's
 * script, its nonce, its bytes to keep, its seconds, the number of words of the app's command line, these words, then the
 * list of commands.
 *
 * It writes the app's environment and words down as one line of shell, because a shell drops variables whose names are not
 * identifiers (`spring.datasource.url`), and then becomes the debugger's script, whose first command is the app.
 */
export const wrapperScript = `
t=${TOOLS_PATH}
PATH=$t/bin:\${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}
export PATH TARGET_CONTAINER="$1" POD_NAME="$2" POD_NAMESPACE="$3" POD_IP="$(hostname -i)"
script=$4 nonce=$5 cap=$6 end=$7 count=$8
shift 8
: >"$t/began"
touch -d "@$(($(date +%s) - 1))" "$t/since"
{
  cat "/proc/$$/environ"
  i=0
  for word; do
    [ $i -lt "$count" ] || break
    printf '%s\\0' "$word"
    i=$((i + 1))
  done
} | tr '\\0\\n' '\\n\\001' | sed "s/'/'\\\\\\\\''/g; s/.*/'&'/" | tr '\\001\\n' '\\n ' >"$t/line"
shift "$count"
exec sh -c "$script" debugger "$nonce" "$cap" "$end" '' "$@"
`

/**
 * Runs the app with the very environment that kubelet gave, and keeps what a shell can't tell: whether a signal ended it, how
 * long it lived, how much memory it had, and the last it said, so that its paths can be looked at afterwards.
 * Processes that it left behind hold its output open; they are not waited for longer than a second.
 */
const APP = `
t=${TOOLS_PATH}
mkfifo "$t/raw" "$t/copy"
tail -c 65536 <"$t/copy" >"$t/last" & last=$!
tee "$t/copy" <"$t/raw" & tee=$!
eval "set -- $(cat "$t/line")"
time -o "$t/end" -f 'lived %e
peak_kb %M' env -i -- "$@" >"$t/raw" 2>&1
status=$?
exec 2>/dev/null
{ sleep 1; kill "$tee"; } >/dev/null 2>&1 &
wait "$tee"
wait "$last"
signal=$(sed -n 's/^Command terminated by signal //p' "$t/end")
[ -z "$signal" ] || { echo "signal $signal" >"$t/how"; exit $((128 + signal)); }
echo "exit $status" >"$t/how"
exit $status`

/** What of the app's end the exit code does not tell: lines of a key and a value. */
const APP_END = `
t=${TOOLS_PATH} c=/sys/fs/cgroup
cat "$t/how" 2>/dev/null || echo running
sed -n '/^lived /p; /^peak_kb /p' "$t/end" 2>/dev/null
sed -n 's/^oom_kill /oom_kills /p' "$c/memory.events" "$c/memory/memory.oom_control" 2>/dev/null
true`

/**
 * Every file that is newer than the app's start, oldest first, and how those that look like logs end. `find` compares whole
 * seconds, so its answer is sorted by the exact time, and what comes before the app's start dropped. (The `0` is there because
 * a range of sed ends on its second line at the earliest.)
 */
const FILES_LEFT = `
t=${TOOLS_PATH}
{
  echo 0
  stat -c '%y|%n' "$t/began"
  while read -r _ mount _ options _; do
    case $mount in $t|/proc|/proc/*|/sys|/sys/*|/dev|/dev/pts|/dev/mqueue|/etc/hosts|/etc/hostname|/etc/resolv.conf) continue ;; esac
    case ,$options, in
      *,rw,*) find "$(printf %b "$mount")" -xdev -type f -newer "$t/since" ! -path '*/.ephemeral-debug*' -exec stat -c '%y|%n' {} + ;;
    esac
  done </proc/self/mounts
} 2>/dev/null | sort -u | sed "1,\\|$t/began|d; s/^[^|]*|//" | head -n 200 >"$t/files"
while IFS= read -r file; do ls -ldn "$file"; done <"$t/files"
grep -iE '(log|err|out|txt|trace|dump)$' "$t/files" | tail -n 5 | while IFS= read -r file; do
  echo "== the end of $file"
  tail -c 2000 "$file"
  echo
done
true`

/**
 * Looks at the paths that the app names: in its environment, its command line, and where its output complains. Only those
 * that are missing or closed to it are told. Opened for real, because modes alone don't tell what a user may.
 */
const NOT_OPENED = `
t=${TOOLS_PATH}
look() {
  p=\${1%/} from=$2 parent=\${1%/}
  while [ -n "$parent" ] && ! [ -e "$parent" ]; do parent=\${parent%/*}; done
  parent=\${parent:-/}
  if [ "$parent" != "\${p:-/}" ]; then
    if [ -L "$p" ]; then echo "broken link $p ($from): $(ls -ldn "$p")"
    else echo "missing $p ($from); the nearest folder is $(ls -ldn "$parent")"; fi
  elif [ -f "$p" ] || [ -d "$p" ]; then
    ( : <"$p" ) 2>/dev/null || { echo "not readable $p ($from): $(ls -ldn "$p")"; return; }
    [ "$from" = output ] || return
    if [ -f "$p" ]; then ( : >>"$p" ) 2>/dev/null; else [ -w "$p" ]; fi || echo "not writable $p ($from): $(ls -ldn "$p")"
  fi
}
complaint='no such file|not found|denied|read-only|cannot|can.t|could not|unable|failed|does not exist|not exist|is a directory|not a directory'
{
  eval "set -- $(cat "$t/line")"
  for word; do
    value=\${word#*=}
    case $value in /*:/*|/|//*) ;; /*) printf '%s %s\\n' "\${word%%[=/]*}" "$value" ;; esac
  done | sed 's/^ /command /'
  grep -aiE "$complaint" "$t/last" | grep -aoE "(^|[^A-Za-z0-9:/._~-])/[A-Za-z0-9._@%+=-]+(/[A-Za-z0-9._@%+=-]+)*" | sed 's|^[^/]*||; s|[.,]*$||; s|^|output |'
} 2>/dev/null | sort -u -k2,2 | head -n 60 | while read -r from path; do
  (look "$path" "$from")
done
true`

/** The names of what every replica is asked; the diagnosis knows them by these. */
export const REPLICA_COMMANDS = {
  app: 'app',
  end: 'app-end',
  files: 'files-left',
  notOpened: 'not-opened',
} as const

/** Seconds for each of our own questions; on a large disk the search for new files may need them. */
const OWN_SECONDS = 10

/** What is asked of every replica before the command list. `line` is the app's command line, for the reader. */
export function ownCommands(line: string, appTimeoutMs: number): readonly PlannedCommand[] {
  const own = { timeoutMs: OWN_SECONDS * 1000, origin: 'default' } as const
  return [
    { ...own, name: REPLICA_COMMANDS.app, run: line, timeoutMs: appTimeoutMs },
    { ...own, name: REPLICA_COMMANDS.end, run: APP_END.trim() },
    { ...own, name: REPLICA_COMMANDS.files, run: FILES_LEFT.trim() },
    { ...own, name: REPLICA_COMMANDS.notOpened, run: NOT_OPENED.trim() },
  ]
}

/**
 * The container's arguments after `sh -c`, all but the app's own words, which go between the two lists. A command of the list
 * finds the app's root at `/`, and as TARGET_PID a process with the app's ids, environment and limits: the wrapper.
 */
export function wrapperArguments(options: {
  readonly container: string
  readonly podName: string
  readonly namespace: string
  readonly nonce: string
  readonly capBytes: number
  readonly seconds: number
  readonly wordCount: number
  /** The app first, as `ownCommands` has it. */
  readonly commands: readonly PlannedCommand[]
}): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const { container, podName, namespace, nonce, capBytes, seconds, wordCount } = options
  const numbers = [String(capBytes), String(seconds), String(wordCount)]
  const before = [wrapperScript, 'replica', container, podName, namespace, debuggerScript, nonce, ...numbers]
  const after = options.commands.flatMap((command, index) => [
    String(Math.ceil(command.timeoutMs / 1000)),
    index === 0 ? APP.trim() : `TARGET_PID=$PPID TARGET_ROOT=/; ${command.run}`,
  ])
  return { before, after }
}
