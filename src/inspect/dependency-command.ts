// The command that tries what a container depends on, from inside: each name as the pod's resolver asks it, then TCP.
import type { Container, Pod } from '../model/pod.ts'
import type { Dependency } from './dependencies.ts'
import { LIMIT } from './limit.ts'
import { shellQuoted } from './shell.ts'

/** What in the pod may name more: files of ConfigMaps, and variables that come from them. Secrets are left alone. */
export interface ConfigPlaces {
  readonly mounts: readonly string[]
  readonly variables: readonly string[]
  /** Variables whose values are known, or secret, where all others come from a ConfigMap as a whole; null where none does. */
  readonly allBut: readonly string[] | null
}

/**
 * Reads its rows as arguments, one for each dependency: `HOST PORT FROM INSTEAD…`, a missing port as `-`. All are tried at the same
 * time, so that ten that never answer cost three seconds. Prints a block for each:
 *
 *     == db:5432
 *     from env DATABASE_URL
 *     name db.shop.svc.cluster.local. 10.96.3.4
 *     tcp 10.96.3.4 5432 refused
 *     instead db.data
 *     …
 */
const CHECK = `
${LIMIT}
search= ndots=1
while read -r key value; do
  case $key in
    search) search=$value ;;
    options) case $value in *ndots:*) ndots=\${value##*ndots:}; ndots=\${ndots%% *} ;; esac ;;
  esac
done </etc/resolv.conf
dots() { rest=$1 dots=0; while :; do case $rest in *.*) rest=\${rest#*.}; dots=$((dots + 1)) ;; *) return ;; esac; done; }
names() {
  case $1 in *.) echo "$1"; return ;; esac
  dots "$1"
  [ "$dots" -ge "$ndots" ] && echo "$1."
  for domain in $search; do echo "$1.\${domain%.}."; done
  [ "$dots" -ge "$ndots" ] || echo "$1."
}
answer() {
  said=$(limit 3 nslookup "$1" 2>&1)
  found=$(echo "$said" | while read -r word rest; do
    case $word in
      Name:) seen=1 ;;
      Address*) [ -n "$seen" ] && { rest=\${rest#*: }; echo "\${rest%% *}"; } ;;
    esac
  done)
  # Of several addresses an IPv4 one: most pods have no other.
  for address in $found; do case $address in *:*) ;; *) return ;; esac; done
  for address in $found; do return; done
  case $said in
    *NXDOMAIN*|*"No answer"*) address=none ;;
    *SERVFAIL*|*REFUSED*) address=failed ;;
    *"not found"*) address=unknown ;;
    *) address=silent ;;
  esac
}
resolve() {
  case $1 in
    *[!0-9.]*) ;;
    *) address=$1; return ;;
  esac
  while read -r address aliases; do
    case " $aliases " in *" $1 "*) echo "name $1 $address"; return ;; esac
  done </etc/hosts
  for name in $(names "$1"); do
    answer "$name"
    echo "name $name $address"
    case $address in none|failed) ;; *) break ;; esac
  done
}
connect() {
  [ "$2" = - ] && return
  said=$(nc -w 3 "$1" "$2" -e true 2>&1 </dev/null) && { echo "tcp $1 $2 connected"; return; }
  case $said in
    *refused*) echo "tcp $1 $2 refused" ;;
    *"No route"*|*nreachable*) echo "tcp $1 $2 unreachable" ;;
    ''|*"timed out"*) echo "tcp $1 $2 timed-out" ;;
    *) echo "tcp $1 $2 failed $said" ;;
  esac
}
try() {
  names=$(resolve "$1")
  [ -n "$names" ] && echo "$names"
  address=\${names##* }
  case \${address:-$1} in none|failed|silent|unknown) ;; *) connect "\${address:-$1}" "$2" ;; esac
}
check() {
  host=$1 port=$2 from=$3
  shift 3
  echo "== $host$([ "$port" = - ] || echo ":$port")"
  echo "from $from"
  try "$host" "$port"
  for other; do echo "instead $other"; try "$other" "$port"; done
}
# In one piece, so that those that run at the same time don't mix.
row() { block=$(check "$@"); echo "$block"; }`

/**
 * Addresses in the files of ConfigMaps and in variables that come from them, `host:port`, at most eight; a host and its port may be two
 * variables. What Kubernetes sets for each Service (`DB_PORT=tcp://…`, `DB_SERVICE_HOST`) is no word of the app's.
 */
const CONFIGURED = `
environment() {
  tr '\\000' '\\n' <"/proc/$TARGET_PID/environ" | grep -E "^($variables)=" | grep -vE "^($but)=" |
    grep -vE '^[A-Z0-9_]+_PORT(_[0-9]+_(TCP|UDP).*)?=(tcp|udp)://|^[A-Z0-9_]+(_SERVICE_(HOST|PORT)|_PORT_[0-9]+_(TCP|UDP))'
}
pairs() {
  values=$(environment)
  echo "$values" | while IFS='=' read -r name value; do
    case $name in *_HOST|*_HOSTNAME|*_SERVER|*_ADDR|*_ADDRESS) ;; *) continue ;; esac
    port=$(echo "$values" | grep -E "^\${name%_*}_PORT=[0-9]+$") && echo "$value:\${port#*=}"
  done
}
configured() {
  {
    for mount in $mounts; do
      for file in "$TARGET_ROOT$mount" "$TARGET_ROOT$mount"/*; do [ -f "$file" ] && head -c 65536 "$file"; done
    done
    [ -n "$variables" ] && { environment; pairs; }
  } 2>/dev/null | tr ' ,"()[];=' '\\n' | tr "'" '\\n' | sed -e 's|^[A-Za-z0-9+:]*://||' -e 's|^.*@||' -e 's|[/?].*||' |
    grep -xE '[A-Za-z0-9][A-Za-z0-9.-]*:[0-9]{2,5}' | grep -E '[A-Za-z.].*:' |
    grep -vE '^(localhost|127\\.|0\\.0\\.0\\.0)' | sort -u | head -n 8
}`

/** The command for these, or null where there is nothing to try. */
export function dependencyCommand(dependencies: readonly Dependency[], places: ConfigPlaces): string | null {
  const configured = places.mounts.length > 0 || places.variables.length > 0 || places.allBut !== null
  if (dependencies.length === 0 && !configured) return null
  const rows = dependencies.map(({ host, port, from, instead }) =>
    ['row', ...[host, String(port ?? '-'), from, ...instead].map(shellQuoted), '&'].join(' '),
  )
  return [CHECK.trim(), ...(configured ? [configuredRows(dependencies, places)] : []), ...rows, 'wait'].join(
    '\n',
  )
}

function configuredRows(dependencies: readonly Dependency[], places: ConfigPlaces): string {
  const { mounts, allBut } = places
  const variables = allBut === null ? places.variables : ['[A-Za-z_][A-Za-z0-9_]*']
  const known = dependencies.map(({ host, port }) => `${host}:${port}`)
  return [
    CONFIGURED.trim(),
    `mounts=${shellQuoted(mounts.join(' '))} variables=${shellQuoted(variables.join('|'))} but=${shellQuoted(['-', ...(allBut ?? [])].join('|'))}`,
    `known=${shellQuoted(` ${known.join(' ')} `)}`,
    'for one in $(configured); do',
    `  case $known in *" $one "*) ;; *) row "\${one%:*}" "\${one##*:}" configuration & ;; esac`,
    'done',
  ].join('\n')
}

/** Where a container's configuration lies: mounts of ConfigMaps and variables that come from them, by plain names only. */
export function configPlaces(pod: Pod, container: Container): ConfigPlaces {
  const volumes = new Set(
    (pod.spec.volumes ?? []).filter(one => one.configMap !== undefined).map(one => one.name),
  )
  const mounts = (container.volumeMounts ?? []).filter(one => volumes.has(one.name)).map(one => one.mountPath)
  const variables = (container.env ?? []).filter(one => one.valueFrom?.configMapKeyRef !== undefined)
  return {
    mounts: mounts.filter(path => /^[\w./-]{1,200}$/.test(path)),
    variables: variables.map(one => one.name).filter(isPlain),
    allBut: knownBesides(container),
  }
}

const isPlain = (name: string): boolean => /^\w{1,100}$/.test(name)

/** Where a Secret is taken over as a whole as well, nobody knows from outside which variables are its. */
function knownBesides({ env = [], envFrom = [] }: Container): readonly string[] | null {
  const whole = envFrom.some(one => one.configMapRef !== undefined)
  const secret = envFrom.some(one => one.secretRef !== undefined)
  if (!whole || secret) return null
  return env
    .filter(one => one.valueFrom?.configMapKeyRef === undefined)
    .map(one => one.name)
    .filter(isPlain)
}
