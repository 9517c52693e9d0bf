// What the kubelet or the app says of a probe, as a title can bear it.
import { lastCalls } from '../../../candidate.ts'

/** Of what a command prints, the line that tells of a failure. */
const telling = /error|fail|refus|denied|not found|no such|cannot|can't|unable|timed? ?out/i

/** What went wrong, without the address that the probe has named already. */
export function whatFailed(said: string): string {
  const line = said.split('\n').find(one => telling.test(one)) ?? said
  return lastCalls(line.replace(/^(?:Get|Head) "[^"]{1,500}": /, ''), 140)
}
