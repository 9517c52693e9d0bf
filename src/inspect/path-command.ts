// The command that looks at files named in an error: every component of their paths, with owner and mode, links followed by hand.
import { shellQuoted } from './shell.ts'

/**
 * An absolute link would lead out of the target's files into our own, so each component is looked at on its own. Prints
 * `== /conf/app.yaml`, then a line of `ls -ldn` for each component, the last one with the error where it does not exist.
 */
const WALK = `
root=\${TARGET_ROOT%/}
walk() {
  echo "== $1"
  rest=\${1#/} at= hops=0
  case $1 in /*) ;; *) at=$(readlink "/proc/$TARGET_PID/cwd"); at=\${at%/} ;; esac
  while [ -n "$rest" ] && [ $hops -lt 40 ]; do
    hops=$((hops + 1))
    part=\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    case $part in ''|.) continue ;; ..) at=\${at%/*}; continue ;; esac
    line=$(ls -ldn "$root$at/$part" 2>&1) || { echo "$at/$part: \${line##*: }"; return; }
    echo "$line" | sed "s|$root/|/|"
    link=$(readlink "$root$at/$part")
    case $link in
      '') at=$at/$part ;;
      /*) at= rest=\${link#/}/$rest ;;
      *) rest=$link/$rest ;;
    esac
  done
}`

/** The command for these paths. */
export function pathCommand(paths: readonly string[]): string {
  return [WALK.trim(), ...paths.map(path => `walk ${shellQuoted(path)}`)].join('\n')
}

/**
 * The paths that can be seen by that way in: inside a target all of them, from beside it only those on volumes that are mounted there too.
 */
export function visiblePaths(
  paths: readonly string[],
  inside: boolean,
  mounts: readonly string[],
): readonly string[] {
  const plain = paths.filter(path => !/[\0\r\n]/.test(path) && path.length <= 500)
  if (inside) return plain
  return plain.filter(path => mounts.some(mount => path === mount || path.startsWith(`${mount}/`)))
}
