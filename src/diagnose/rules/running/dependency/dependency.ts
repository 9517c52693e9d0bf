// dependency: the app fails because of something it talks to. Its log says so, or a look from inside shows it.
import type { Evidence } from '../../../../model/finding.ts'
import type { ObjectName } from '../../../../model/suspect.ts'
import { type CandidateOf, evidence, grade, quote } from '../../../candidate.ts'
import {
  type DependencyCheck,
  dependenciesTried,
  describeCheck,
  fails,
} from '../../../inside/dependencies.ts'
import { listenersOf } from '../../../inside/listeners.ts'
import { problemAt } from '../../../logs/network.ts'
import type { Rule } from '../../../rule.ts'
import {
  type ContainerView,
  fromSpec,
  lookedInto,
  nameOf,
  outputOf,
  ownNode,
  type PodView,
  subjectOf,
} from '../../../view.ts'
import { diedOfIt, isTroubled, logEvidence, meaningIn } from '../from-logs.ts'
import { causeOf, failureOf, isBehind, isUnknownService, unreachable } from './dependency-cause.ts'
import {
  type Call,
  explainers,
  serviceAt,
  serviceEvidence,
  someone,
  type Target,
  targetOf,
} from './dependency-target.ts'
import {
  type Answer,
  answered,
  type DependencyCause,
  nextOf,
  titleOf,
  titleOfUnseen,
} from './dependency-words.ts'
import { type Wait, waitOf } from './init-waits.ts'
import { isTheApps, type Named, named } from './whom-called.ts'

export const dependency: Rule<'dependency'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

type Found = CandidateOf<'dependency'>

function candidate(view: PodView, container: ContainerView): readonly Found[] {
  const checks = lookedInto(view) === container.name ? dependenciesTried(outputOf(view, 'dependencies')) : []
  const logged = meaningIn(container, 'dependency') ?? stillFailing(container, checks)
  if (logged !== null) return [fromLog(view, container, logged, checks)]
  const silent = failingUnsaid(view, container, checks)
  if (silent !== null) return [fromInside(view, container, silent)]
  const handed = handedOn(view, container, checks)
  if (handed !== null) return [{ ...fromInside(view, container, handed), confidence: 'low' }]
  const wait = waitOf(view, container)
  return wait === null ? [] : [fromWait(view, container, wait)]
}

/** An app that is well, complains of some connection, and can't use what it is told to: it hands on to its callers what it meets. */
function handedOn(
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
): DependencyCheck | null {
  const complains = container.verdict?.meaning?.kind === 'dependency'
  if (!container.well || container.ended !== undefined || !complains) return null
  return checks.find(check => fails(check) && isTheApps(check, view)) ?? null
}

/** An init container that waits for something says so by going on; whether its name exists and anybody is behind it, the cluster knows. */
function fromWait(view: PodView, container: ContainerView, wait: Wait): Found {
  const target = targetOf(wait, view)
  const problem = isUnknownService(target, wait, view) ? 'name-not-found' : 'other'
  const cause = causeOf(problem, null, target, view.facts)
  const command = [...(container.spec.command ?? []), ...(container.spec.args ?? [])].join(' ')
  const pieces = [
    ...logEvidence(view, container),
    ...(command === '' ? [] : [fromSpec(view, `command: ${command}`)]),
    ...serviceEvidence(target, view.facts),
  ]
  const found = finding(view, container, cause, target, pieces)
  const [object] = wait.objects
  const what = object === undefined ? 'something' : `${object.kind} ${object.name}`
  const words = `${nameOf(view, container)} has been waiting for ${wait.host === null ? what : target.text} for ${wait.since} s`
  const line = container.verdict?.text ?? wait.said
  const said = line === null ? '' : `: "${quote(line, 120)}"`
  return {
    ...found,
    title: cause === 'other' ? words + said : found.title,
    explainedBy: [...(found.explainedBy ?? []), ...wait.objects],
    confidence: grade(pieces, false),
  }
}

/** An app that has said more than this since has got over what it complained of. Lines. */
const LATELY = 5

/** An app that is well and whose log complains all the same, of something that was tried from inside: it fails now, or the app said so just now. */
function stillFailing(container: ContainerView, checks: readonly DependencyCheck[]): Call | null {
  const { verdict } = container
  if (!container.well || container.ended !== undefined || verdict?.meaning?.kind !== 'dependency') return null
  const check = checkOf(verdict.meaning, checks)
  if (check === undefined) return null
  return fails(check) || verdict.linesAfter <= LATELY ? verdict.meaning : null
}

function checkOf(call: Call, checks: readonly DependencyCheck[]): DependencyCheck | undefined {
  const same = checks.filter(check => check.host === call.host)
  return same.find(check => check.port === call.port) ?? (call.port === null ? same[0] : undefined)
}

function fromLog(
  view: PodView,
  container: ContainerView,
  logged: Call,
  checks: readonly DependencyCheck[],
): Found {
  const call: Call & Named = { ...logged, ...named(logged, view, container, checks) }
  const check = checkOf(call, checks)
  const target = targetOf(call, view)
  const { cause, isGuess } = failureOf(call, check, target, view, container)
  const pieces = [
    ...logEvidence(view, container),
    ...checkEvidence(view, check),
    ...serviceEvidence(target, view.facts),
  ]
  const failsNow = check !== undefined && fails(check)
  const proved = !isGuess && (diedOfIt(container) || container.kind === 'init' || failsNow)
  const found = finding(view, container, cause, target, pieces)
  const words = isGuess ? unseen(found, nameOf(view, container), target) : found
  const answer = answered(container.verdict?.text ?? '', cause, target)
  const isNamed = isKnownEnd(call, logged, target) && cause !== 'other'
  const isItsOwn = failsNow || !isBehind(cause, target, container, view.facts)
  const sure = grade(pieces, proved && (isNamed || answer?.definite === true) && isItsOwn)
  const works = check?.reach === 'connected' && unreachable.has(call.problem)
  return {
    ...found,
    ...inWords(words, answer, `${nameOf(view, container)} `, inItsWords(target, cause, container)),
    ...(works ? workingNow(target, found.ruledOut) : {}),
    confidence: isHardlyTrouble(container, failsNow, call) ? 'low' : sure,
    recovered: container.well && container.ended !== undefined && !failsNow,
  }
}

function unseen(found: Omit<Found, 'confidence'>, who: string, target: Target): Omit<Found, 'confidence'> {
  return found.cause === 'name-not-found' ? { ...found, title: titleOfUnseen(who, target) } : found
}

/** True where the log names the other end, or it can be nobody else. */
function isKnownEnd(call: Call & Named, logged: Call, { service }: Target): boolean {
  return call.guessed !== true && (logged.host !== null || service !== null)
}

/** What the other end answered, if that says more; else that the call failed, with the log's own words where nobody is named. */
function inWords(
  found: Omit<Found, 'confidence'>,
  answer: Answer | null,
  who: string,
  quoted: string,
): Pick<Found, 'title' | 'next'> {
  if (answer === null) return { title: found.title + quoted, next: found.next }
  return { title: who + answer.title + (answer.definite ? '' : quoted), next: [answer.next] }
}

function workingNow({ text }: Target, ruledOut: readonly string[]): Pick<Found, 'ruledOut' | 'next'> {
  return {
    ruledOut: [...ruledOut, `${text} is not down for good: a connection from inside the pod succeeds now`],
    next: [
      `It can be reached now, so it came too late or fails at times: let the app retry, or start it after ${text}.`,
    ],
  }
}

/** An app that is ready and can connect is hardly in trouble, whatever it says; but a connection disproves no refused login. */
function isHardlyTrouble({ well, ended }: ContainerView, failsNow: boolean, { problem }: Call): boolean {
  return well && ended === undefined && !failsNow && (unreachable.has(problem) || problem === 'other')
}

/** The app says nothing of it, but something that it is told to use can't be used, and nothing else explains its trouble. */
function failingUnsaid(
  view: PodView,
  container: ContainerView,
  checks: readonly DependencyCheck[],
): DependencyCheck | null {
  if (!isTroubled(container)) return null
  const { verdict, ended } = container
  const explained =
    verdict !== null && (verdict.meaning !== null || (ended !== undefined && verdict.form !== 'last'))
  if (explained) return null
  const failing = checks.filter(check => fails(check) && isTheApps(check, view))
  return failing.find(check => serviceAt(check.host, view) !== null) ?? failing[0] ?? null
}

function fromInside(view: PodView, container: ContainerView, check: DependencyCheck): Found {
  const call: Call = { kind: 'dependency', problem: 'other', host: check.host, port: check.port }
  const target = targetOf(call, view)
  const cause = causeOf('other', check.reach, target, view.facts)
  const pieces = [
    ...checkEvidence(view, check),
    ...logEvidence(view, container),
    ...serviceEvidence(target, view.facts),
  ]
  const listeners = listenersOf(outputOf(view, 'listeners'))
  // An app that has opened no port yet is still at its beginning, where apps wait for what they need; one that takes no connection waits, too.
  const opened = listeners?.some(one => one.waiting === 0) ?? true
  const waiting = container.ended === undefined && !opened
  const found = finding(view, container, cause, target, pieces)
  return { ...found, confidence: grade(pieces, waiting), recovered: container.well }
}

function checkEvidence(view: PodView, check: DependencyCheck | undefined): readonly Evidence[] {
  return check === undefined
    ? []
    : [evidence('command:dependencies', describeCheck(check), view.pod.metadata.name)]
}

function finding(
  view: PodView,
  container: ContainerView,
  cause: DependencyCause,
  target: Target,
  pieces: readonly Evidence[],
): Omit<Found, 'confidence'> {
  return {
    category: 'dependency',
    cause,
    subject: subjectOf(view, container.name),
    pods: view.podKeys,
    title: titleOf(cause, nameOf(view, container), target, view),
    evidence: pieces,
    ruledOut: ['the container did start: image, configuration and command are in order'],
    next: nextOf(cause, target, view),
    detail: `${cause} ${target.text}`,
    explainedBy: [...explainers(target), ...ways(view, cause, target)],
  }
}

/** Where nobody is named, or no kind of failure, the log's own words may still say it to who knows the app. */
function inItsWords({ text }: Target, cause: DependencyCause, { verdict }: ContainerView): string {
  return (text !== someone && cause !== 'other') || verdict === null
    ? ''
    : ` ("${quote(telling(verdict.text), 120)}")`
}

/** Of a long message the part that says what is wrong. */
function telling(text: string): string {
  const at = problemAt(text)
  if (text.length <= 120 || at < 70) return text
  return `…${text.slice(text.lastIndexOf(' ', at - 50) + 1)}`
}

/** A Service that can't be reached at all may be in order: the caller's node is what leads to it, and the cluster's DNS to every name. */
function ways(view: PodView, cause: DependencyCause, { service }: Target): readonly ObjectName[] {
  if (cause === 'name-not-found') return view.facts.deadResolvers
  return service !== null && (cause === 'timeout' || cause === 'connection-refused') ? ownNode(view) : []
}
