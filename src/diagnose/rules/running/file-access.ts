// file-access: a file that the app names in its log is missing, or not for it.
import type { Evidence } from '../../../model/finding.ts'
import { type CandidateOf, evidence, grade, quote } from '../../candidate.ts'
import { type AppIds, idsOf } from '../../inside/identity.ts'
import {
  describePath,
  describeStep,
  type PathCheck,
  type PathStep,
  pathsSeen,
  whereDenied,
} from '../../inside/paths.ts'
import type { Meaning } from '../../logs/classify.ts'
import type { Rule } from '../../rule.ts'
import { type ContainerView, lookedInto, nameOf, outputOf, type PodView, subjectOf } from '../../view.ts'
import { diedOfIt, logEvidence, meaningIn } from './from-logs.ts'

export const fileAccess: Rule<'file-access'> = {
  pod: view =>
    view.containers.flatMap(container => {
      const meaning = meaningIn(container, 'file')
      if (meaning === null) return []
      if (meaning.path !== null || meaning.problem !== 'other')
        return [fileCandidate(view, container, meaning)]
      const path = fileMounted(container)
      return path === null ? [] : [fileCandidate(view, container, { ...meaning, path })]
    }),
}

/** The only file that is mounted by itself: what a program means that finds a directory where it wants a file and does not say which. */
function fileMounted({ spec }: ContainerView): string | null {
  const files = (spec.volumeMounts ?? []).filter(
    one => (one.subPath ?? '') !== '' && /\.\w{1,8}$/.test(one.mountPath),
  )
  return files.length === 1 ? (files[0]?.mountPath ?? null) : null
}

/** Where a subPath is mounted that the volume does not have, the kubelet makes a directory of that name. */
function madeDirectory(view: PodView, mount: Mount | undefined, path: string): string | null {
  if (mount?.subPath === undefined || mount.mountPath !== path) return null
  const volume = view.pod.spec.volumes?.find(one => one.name === mount.name)
  const from = volume?.configMap?.name ?? volume?.secret?.secretName
  if (from === undefined) return null
  const kind = volume?.configMap === undefined ? 'Secret' : 'ConfigMap'
  return `${kind} ${from} has no key ${mount.subPath} (a missing subPath makes a directory)`
}

type Mount = NonNullable<ContainerView['spec']['volumeMounts']>[number]

function fileCandidate(
  view: PodView,
  container: ContainerView,
  meaning: Extract<Meaning, { kind: 'file' }>,
): CandidateOf<'file-access'> {
  const path = meaning.path ?? unnamed(container)
  const who = nameOf(view, container)
  const ids = appIds(view, container)
  const seen = lookedInto(view) === container.name ? pathsSeen(outputOf(view, 'paths')) : []
  const check = seen.find(one => one.asked === meaning.path)
  const pieces = [...logEvidence(view, container), ...pathEvidence(view, check, ids)]
  const denied = check === undefined || ids === null ? null : whereDenied(check, ids)
  const mount = container.spec.volumeMounts?.find(
    one => path === one.mountPath || path.startsWith(`${one.mountPath}/`),
  )
  const made = madeDirectory(view, mount, path)
  const fails = `${who} ${container.ended === undefined ? 'fails' : 'stops'}`
  const titles = {
    missing: `${fails} because ${path} does not exist`,
    permission: `${fails} because it may not access ${path}${runsAs(ids, denied)}`,
    'read-only': `${fails} because ${path} is on a read-only filesystem`,
    other:
      made === null
        ? `${fails} because it cannot use ${path}: "${quote(container.verdict?.text ?? '', 120)}"`
        : `${fails} because ${path} is a directory and not a file: ${made}`,
  }
  const where =
    mount === undefined
      ? `the image ${container.spec.image ?? ''}`
      : `the volume ${mount.name} mounted at ${mount.mountPath}`
  const nexts = {
    missing: `Put ${path} into ${where}, or correct the path that the program is given.`,
    permission: `Let the container's user access ${path} in ${where}: chown or chmod in the image, securityContext.fsGroup or runAsUser for a volume.`,
    'read-only': `Mount an emptyDir where it writes (${path}), or drop readOnlyRootFilesystem or the mount's readOnly.`,
    other: `See what ${path} is in ${where}: a file where a directory is wanted or the other way round (a missing subPath makes a directory), or a disk that fails.`,
  }
  const proved = diedOfIt(container) || (check !== undefined && confirms(meaning.problem, check, denied))
  return {
    category: 'file-access',
    cause: meaning.problem,
    confidence: grade(pieces, proved && meaning.path !== null),
    subject: subjectOf(view, container.name),
    pods: view.podKeys,
    title: titles[meaning.problem],
    evidence: pieces,
    ruledOut: ['the container did start: image, configuration and command are in order'],
    next: [nexts[meaning.problem]],
    detail: `${meaning.problem} ${path}`,
    recovered: container.well,
  }
}

/** Root that is denied is not the one who asked: a server's workers give up its rights. */
function runsAs(ids: AppIds | null, denied: PathStep | null): string {
  if (ids === null || ids.overridesModes) return ''
  return ` (it runs as user ${ids.uid}${denied === null ? '' : `; ${describeStep(denied)}`})`
}

/** A file that the log does not name, in the log's words. */
function unnamed({ verdict }: ContainerView): string {
  return `a file ("${quote(verdict?.text ?? '', 200)}")`
}

/** The app's ids: as seen from inside, else as the runtime reports them. */
function appIds(view: PodView, container: ContainerView): AppIds | null {
  const inside = lookedInto(view) === container.name ? idsOf(outputOf(view, 'status')) : null
  if (inside !== null) return inside
  const user = container.status?.user?.linux
  if (user === undefined) return null
  const { uid, gid, supplementalGroups = [] } = user
  return { uid, gid, gids: [gid, ...supplementalGroups], overridesModes: uid === 0 }
}

function pathEvidence(view: PodView, check: PathCheck | undefined, ids: AppIds | null): readonly Evidence[] {
  if (check === undefined || (check.steps.length === 0 && check.ends === null)) return []
  const who = ids === null ? '' : `\nthe app: user ${ids.uid}, groups ${[...new Set(ids.gids)].join(' ')}`
  return [evidence('command:paths', describePath(check) + who, view.pod.metadata.name)]
}

/** True where what was seen of the file is what the log says of it. */
function confirms(problem: FileProblem, check: PathCheck, denied: PathStep | null): boolean {
  if (problem === 'missing') return check.ends !== null && /no such file/i.test(check.ends.why)
  return problem === 'permission' && denied !== null
}

type FileProblem = Extract<Meaning, { kind: 'file' }>['problem']
