// app-crash where no status tells how the program ended: its container lives on, or all that is known is that it is started again.
import { type CandidateOf, evidence, grade, quote } from '../../candidate.ts'
import { type ContainerView, fromStatus, nameOf, type PodView, subjectOf } from '../../view.ts'
import { listenerEvidence, probeEvidence } from '../probes/facts/probe-evidence.ts'
import { refusedByAll } from '../probes/unopened.ts'
import { restartEvents } from './crash-evidence.ts'
import { servicesUsed } from './dependency/dependency-target.ts'
import { isPresent } from './from-logs.ts'
import { inShort } from './log-words.ts'

type Crash = CandidateOf<'app-crash'>

/** The crash of a container whose status tells of no end. */
export function withoutEnd(view: PodView, container: ContainerView): readonly Crash[] {
  return view.pod.metadata.deletionTimestamp === undefined
    ? [...outlived(view, container), ...untold(view, container)]
    : []
}

/** The program is gone, and the script that started it lives on: nothing listens where the probe asks, and the log ends with why. */
function outlived(view: PodView, container: ContainerView): readonly Crash[] {
  const { verdict } = container
  const probe = refusedByAll(view, container)
  const variable = verdict?.meaning?.kind === 'missing-variable' ? verdict.meaning.variable : null
  const crashed = variable !== null || (verdict?.form === 'exception' && verdict.meaning === null)
  if (probe === null || verdict === null || !crashed || !isPresent(container)) return []
  const who = nameOf(view, container)
  const pieces = [
    evidence(verdict.source, verdict.line, view.pod.metadata.name),
    ...probeEvidence(view, probe),
    listenerEvidence(view, [], probe.port),
  ]
  return [
    {
      category: 'app-crash',
      cause: variable === null ? 'exception' : 'missing-variable',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title:
        variable === null
          ? `${who}'s program has crashed while its container lives on: "${inShort(verdict.text)}"`
          : `${who}'s program has stopped because the environment variable ${variable} is not set, while its container lives on`,
      evidence: pieces,
      ruledOut: ['the container runs: what started the program did not end with it'],
      next: [
        variable === null
          ? 'Mend what the log says, and start the program with exec, so that its container ends with it.'
          : `Set ${variable} in env of container ${container.name} (${view.owner.kind} ${view.owner.name}).`,
      ],
      detail: quote(verdict.text, 200),
    },
  ]
}

/** All that is known is that the kubelet waits before it starts the container again. */
function untold(view: PodView, container: ContainerView): readonly Crash[] {
  const { waiting } = container.status?.state ?? {}
  if (waiting?.reason !== 'CrashLoopBackOff') return []
  const pieces = [
    fromStatus(view, `CrashLoopBackOff: ${waiting.message ?? ''}`),
    ...restartEvents(view, container),
  ]
  return [
    {
      category: 'app-crash',
      cause: 'other',
      confidence: 'low',
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} ends again and again, and nothing tells how`,
      evidence: pieces,
      ruledOut: ['the container did start: image, configuration and command are in order'],
      next: [
        `Read what it printed before it ended: kubectl -n ${view.namespace} logs ${view.pod.metadata.name} -c ${container.name} --previous.`,
      ],
      detail: 'untold',
      symptom: true,
      explainedBy: servicesUsed(view, container),
    },
  ]
}
