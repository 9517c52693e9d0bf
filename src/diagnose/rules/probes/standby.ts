// Replicas that wait to take over from another: many say that they are not ready for as long as they wait, and rightly so.
import type { Evidence } from '../../../model/finding.ts'
import { isReady, podKey } from '../../../model/pod.ts'
import { podsOf } from '../../../select/owner.ts'
import { type CandidateOf, evidence } from '../../candidate.ts'
import { linesOf } from '../../logs/lines.ts'
import type { PodView } from '../../view.ts'

const waits =
  /attempting to acquire leader|(?:waiting|trying|campaigning) (?:for|to (?:be|become|acquire)) (?:the )?(?:leader|lock|lease|primary|active)|\bnot (?:the )?(?:current )?leader\b|\b(?:in|entering|running (?:as|in)) (?:a )?(?:standby|follower|secondary|passive)\b|\bI am a secondary\b/i
/** It says so and goes quiet, or says it again and again. Lines. */
const lastLines = 10

/** The finding about a replica that waits for its turn while another one serves: no more than a guess. Any other finding as it is. */
export function asStandby(found: CandidateOf<'readiness'>, view: PodView): CandidateOf<'readiness'> {
  const line = found.cause === 'http-status' ? standbyLine(found.subject.container, view) : null
  if (line === null) return found
  return {
    ...found,
    confidence: 'low',
    title: `${found.title}, perhaps rightly: it says that it waits to take over from another pod`,
    evidence: [...found.evidence, line],
  }
}

function standbyLine(container: string | undefined, view: PodView): Evidence | null {
  const log = view.look?.logs.find(one => one.container === container && !one.previous)
  const line =
    log === undefined
      ? undefined
      : linesOf(log)
          .slice(-lastLines)
          .findLast(one => waits.test(one))
  if (line === undefined) return null
  const served = podsOf(view.owner, view.facts.snapshot).some(pod => podKey(pod) !== view.key && isReady(pod))
  return served ? evidence(`log:${container}`, line.trim(), view.pod.metadata.name) : null
}
