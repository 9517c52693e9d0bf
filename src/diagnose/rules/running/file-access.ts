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
      return meaning === null ? [] : [fileCandidate(view, container, meaning)]
    }),
}

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
  const titles = {
    missing: `${who} stops because ${path} does not exist`,
    permission: `${who} stops because it may not access ${path}${ids === null ? '' : ` (it runs as user ${ids.uid}${denied === null ? '' : `; ${describeStep(denied)}`})`}`,
    'read-only': `${who} stops because ${path} is on a read-only filesystem`,
    other: `${who} stops because it cannot use ${path}: "${quote(container.verdict?.text ?? '', 120)}"`,
  }
  const mount = container.spec.volumeMounts?.find(
    one => path === one.mountPath || path.startsWith(`${one.mountPath}/`),
  )
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
