// docs/style.md as far as a program can tell: what is wrong with the words of a finding.

export interface Words {
  readonly id: string
  readonly subject: string
  readonly title: string
  readonly next: readonly string[]
  readonly ruledOut: readonly string[]
}

/** Kubernetes' own reasons: they belong into the evidence, or behind the plain word. */
const jargonFirst =
  /^(?:CrashLoopBackOff|ImagePullBackOff|ErrImagePull|FailedScheduling|FailedMount|OOMKilled|Unhealthy|BackOff|CreateContainer\w+|Evicted|NotReady|Pending|Error)\b/

/** Words that blame, soothe or shout. */
const unkind =
  /\b(?:please|simply|just|obviously|unfortunately|sorry|oops|forgot|stupid|wrongly)\b|(?<!#)!(?=\s|$)/i

const longestTitle = 200
const longestStep = 320

export function styleFaults({ id, subject, title, next, ruledOut }: Words): readonly string[] {
  return [
    ...when(title.length > longestTitle, `title of ${title.length} characters`),
    ...when(!title.includes(subject), `title does not name ${subject}`),
    ...when(/[.!?…]$/.test(title), 'title ends with a mark: it is a headline'),
    ...when(/\n/.test(title), 'title of several lines'),
    ...when(jargonFirst.test(title), 'title begins with jargon'),
    ...when(unkind.test(title), 'title blames, soothes or shouts'),
    ...when(next.length === 0, 'nothing to do is named'),
    ...next.flatMap(stepFaults),
    ...ruledOut.filter(text => /[.!?]$/.test(text)).map(text => `ruled out ends with a mark: ${text}`),
  ].map(fault => `${id}: ${fault} (${title})`)
}

function stepFaults(step: string): readonly string[] {
  return [
    ...when(step.length > longestStep, `step of ${step.length} characters: ${step}`),
    ...when(!/^["'`]?[A-Z]/.test(step), `step does not begin with a capital: ${step}`),
    ...when(!/[.:)`…]$/.test(step), `step does not end: ${step}`),
    ...when(unkind.test(step), `step blames, soothes or shouts: ${step}`),
  ]
}

/** Of the sentences in the catalogue. */
export function sentenceFaults(id: string, sentence: string): readonly string[] {
  return [
    ...when(!/^["'`]?[A-Z]/.test(sentence), 'does not begin with a capital'),
    ...when(!/[.`]$/.test(sentence), 'does not end'),
    ...when(sentence.length > 220, `is ${sentence.length} characters long`),
    ...when(unkind.test(sentence), 'blames, soothes or shouts'),
  ].map(fault => `${id}: ${fault}: ${sentence}`)
}

function when(holds: boolean, fault: string): readonly string[] {
  return holds ? [fault] : []
}
