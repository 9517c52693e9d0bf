// What an image starts where the pod's spec has no `command`: Kubernetes doesn't know it, so it is watched at its start.
import { Buffer } from 'node:buffer'
import type { Pod } from '../model/pod.ts'
import { unexpanded } from './debugger.ts'
import { carriedContainer, carriedSpec, unprivileged } from './replica-carried.ts'
import { type ReplicaDraft, replicaMetadata, uidOf } from './replica-draft.ts'
import { replicaVolumes } from './replica-volumes.ts'

/** The container that watches. */
export const WATCHER = 'ephemeral-debug-watcher'

/** Seconds that the watcher waits for the app to start; a busy node may take as long. */
const WATCH_SECONDS = 40
/** Seconds that it waits after a start that it could not catch: kubelet starts the app again after a second, and after ten more. */
const AGAIN_SECONDS = 13

/**
 * Arguments: the nonce, and the seconds after which to give up, at all and after a start that was missed. A process that is new
 * in the pod belongs to the runtime until it becomes the container's own program. The script waits for that without a pause
 * and without starting programs, because a crashing app may live for less than a millisecond, and stops it where it stands:
 * then it neither ends nor does anything else.
 */
const watcherScript = `
n=$1 again=$3 own=" 1 $$ "
read -r up _ </proc/uptime
end=$((\${up%.*} + $2))
while read -r up _ </proc/uptime && [ "\${up%.*}" -lt "$end" ]; do
  for d in /proc/[0-9]*; do
    p=\${d#/proc/}
    case $own in *" $p "*) continue ;; esac
    name=
    while read -r name <"$d/comm"; do
      case $name in runc*|crun*|youki*) ;; *) break ;; esac
      name=
    done
    if [ -z "$name" ]; then
      [ -z "$again" ] || end=$((\${up%.*} + again))
      again=
      continue
    fi
    kill -STOP "$p"
    words=$(od -An -v -tx1 <"$d/cmdline")
    [ -n "$words" ] && { echo "#$n words" $words; break 2; }
  done
done 2>/dev/null
echo "#$n close"`

/** A copy whose container starts as its image has it, with a watcher beside it that sees all processes of the pod. */
export function entrypointPod(draft: ReplicaDraft): Pod {
  const { pod, target } = draft
  const original = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].filter(
    container => container.name === target,
  )
  const disks = replicaVolumes(pod, original, draft.claims)
  const { hostPID: _, ...spec } = carriedSpec(pod)
  return {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: replicaMetadata(draft, 'entrypoint'),
    spec: {
      ...spec,
      shareProcessNamespace: true,
      // Should the app have been too quick: kubelet starts it again within a second or two.
      restartPolicy: 'Always',
      activeDeadlineSeconds: Math.min(60 + WATCH_SECONDS, Math.ceil(draft.timeoutMs / 1000)),
      containers: [
        // The first in the list is the first to be started.
        {
          name: WATCHER,
          image: draft.image,
          imagePullPolicy: 'IfNotPresent',
          command: [
            'sh',
            '-c',
            unexpanded(watcherScript),
            'watcher',
            draft.nonce,
            String(WATCH_SECONDS),
            String(AGAIN_SECONDS),
          ],
          // Only a process of the same user may stop another without privileges.
          securityContext: unprivileged(uidOf(pod, target), true),
          resources: { requests: { cpu: '0', memory: '0' } },
        },
        ...original.map(container => carriedContainer(container, pod, disks).container),
      ],
      volumes: [...disks.volumes],
    },
  }
}

/** The app's command line from the watcher's log; null where it saw none. */
export function entrypointOf(log: string, nonce: string): readonly string[] | null {
  const mark = `#${nonce} words `
  const line = log.split('\n').find(candidate => candidate.startsWith(mark))
  if (line === undefined) return null
  const text = Buffer.from(line.slice(mark.length).replaceAll(' ', ''), 'hex').toString('utf8')
  return text.replace(/\0$/, '').split('\0')
}
