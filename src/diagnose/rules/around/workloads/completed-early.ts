// completed-early: a program that ended with success, and should have run on.
import { type CandidateOf, grade } from '../../../candidate.ts'
import type { Rule } from '../../../rule.ts'
import { type ContainerView, nameOf, type PodView, subjectOf } from '../../../view.ts'
import { crashEvidence } from '../../running/crash-evidence.ts'
import { inShort } from '../../running/log-words.ts'

export const completedEarly: Rule<'completed-early'> = {
  pod: view => view.containers.flatMap(container => completed(view, container)),
}

/** Ended with success although Kubernetes wants it to run for ever. */
function completed(view: PodView, container: ContainerView): readonly CandidateOf<'completed-early'>[] {
  const { ended, verdict } = container
  const endless = (view.pod.spec.restartPolicy ?? 'Always') === 'Always' && container.kind !== 'init'
  if (view.pod.metadata.deletionTimestamp !== undefined) return []
  if (!endless || ended === undefined || ended.exitCode !== 0) return []
  const pieces = crashEvidence(view, container)
  const complaint = verdict === null || verdict.form === 'last' ? null : verdict.text
  return [
    {
      category: 'completed-early',
      cause: 'exit-zero',
      confidence: grade(pieces),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: `${nameOf(view, container)} ends with success (exit code 0) instead of running on, and is started again and again${complaint === null ? '' : `; its log complains: "${inShort(complaint)}"`}`,
      evidence: pieces,
      ruledOut: [
        ...(complaint === null ? ['no error: its exit code is 0'] : []),
        'image, configuration and command are in order: it did start',
      ],
      next: [
        ...(complaint === null ? [] : ['See to what its log complains of: it may be why it ended.']),
        `Keep the program in the foreground (no daemon mode; a shell or a command that ends is no server), or make it a Job if it should end.`,
      ],
      detail: 'exit-zero',
      recovered: container.well,
    },
  ]
}
