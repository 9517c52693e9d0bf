// container-start: the container was made but its program could not be started.
import type { Cause, Evidence } from '../../../model/finding.ts'
import { type CandidateOf, evidence, grade, lastCalls, quote, quoteEnds } from '../../candidate.ts'
import type { Rule } from '../../rule.ts'
import {
  type ContainerView,
  fromEvent,
  fromSpec,
  fromStatus,
  lastEvent,
  nameOf,
  type PodView,
  subjectOf,
} from '../../view.ts'
import { limitOf, tooSmall } from '../running/memory-limit.ts'

type StartCause = Cause<'container-start'>

interface Start {
  readonly cause: StartCause
  /** The program, path or directory at fault; empty where the message names none. */
  readonly culprit: string
  readonly evidence: readonly Evidence[]
  readonly proved: boolean
  /** The kernel's word for what is wrong with it, where that is not the cause itself. */
  readonly why?: string
}

/** What runc and crun say, in the order in which a start goes wrong. */
const messages: readonly (readonly [StartCause, RegExp])[] = [
  [
    'working-directory',
    /chdir to cwd \("([^"]{1,300})"\)|error during container init: mkdir (\S{1,300}): |cannot chdir to/,
  ],
  [
    'mount',
    /error mounting "[^"]{1,400}" to rootfs at "([^"]{1,300})"|failed to (?:create|prepare) subPath .{0,60}volumeMount "?([^"\s]{1,200})|failed to mount .{0,200}rootfs/,
  ],
  ['wrong-architecture', /exec format error/i],
  [
    'not-executable',
    /exec: "([^"]{1,300})": (?:permission denied|is a directory)|exec (\S{1,300}): permission denied|open executable: Permission denied/i,
  ],
  [
    'command-not-found',
    /(?<!version: )exec: "([^"]{1,300})": (?:executable file not found|stat .{1,300}: no such file or directory|no such file or directory)|exec (\S{1,300}): no such file or directory|executable file `([^`]{1,300})` not found/i,
  ],
]

export const containerStart: Rule<'container-start'> = {
  pod: view => view.containers.flatMap(container => candidate(view, container)),
}

function candidate(view: PodView, container: ContainerView): readonly CandidateOf<'container-start'>[] {
  const start = byRuntime(view, container) ?? byHook(view, container) ?? byLog(view, container)
  if (start === null) return []
  return [
    {
      category: 'container-start',
      cause: start.cause,
      confidence: grade(start.evidence, start.proved),
      subject: subjectOf(view, container.name),
      pods: view.podKeys,
      title: titleOf(start, nameOf(view, container), view),
      evidence: start.evidence,
      ruledOut: ['the image could be pulled: this error comes after the pull'],
      next: nextOf(start, container),
      detail: start.culprit,
    },
  ]
}

/** The runtime itself refused: its message is in the status, waiting or ended. */
function byRuntime(view: PodView, container: ContainerView): Start | null {
  const refusal = refusalOf(container)
  if (refusal === null) return null
  const { reason, time } = refusal
  // CRI-O passes on the runtime's log line, with its quotes escaped.
  const message = refusal.message.replaceAll('\\"', '"')
  const event =
    lastEvent(container.events, /^Failed$/, /^Error: /) ?? lastEvent(container.events, /^BackOff$/)
  const command = container.spec.command
  const pieces = [
    fromStatus(view, `${reason}: ${message}`, time),
    ...(event === undefined ? [] : [fromEvent(view, event)]),
    ...(command === undefined ? [] : [fromSpec(view, `command: ${JSON.stringify(command)}`)]),
  ]
  for (const [cause, pattern] of messages) {
    const match = pattern.exec(message)
    if (match === null) continue
    const culprit = match.slice(1).find(group => group !== undefined) ?? ''
    return {
      cause,
      culprit,
      evidence: pieces,
      proved: true,
      why: cause === 'mount' ? systemError(message) : '',
    }
  }
  const rest = lastCalls(message.replace(/^.{0,200}: runc create failed: /, ''))
  return { cause: 'other', culprit: rest, evidence: pieces, proved: false }
}

/** What the kernel says of a mount that it refuses; empty where the message does not tell. */
function systemError(message: string): string {
  const said =
    /not a directory|is a directory|no such file or directory|read-only file system|permission denied|operation not permitted|invalid argument/i.exec(
      message,
    )
  return said?.[0] ?? ''
}

interface Refusal {
  readonly reason: string
  readonly message: string
  readonly time?: string | undefined
}

function refusalOf(container: ContainerView): Refusal | null {
  const { ended } = container
  // Of a limit that is too low for that out-of-memory tells.
  if (tooSmall(container) !== undefined && limitOf(container) !== null) return null
  if (/^(?:StartError|ContainerCannotRun)$/.test(ended?.reason ?? '')) {
    return { reason: ended?.reason ?? '', message: ended?.message ?? '', time: ended?.finishedAt }
  }
  const waiting = container.status?.state?.waiting
  const refused = /^(?:CreateContainerError|RunContainerError)$/.test(waiting?.reason ?? '')
  if (!refused && !isSubPath(waiting)) return null
  return { reason: waiting?.reason ?? '', message: waiting?.message ?? '' }
}

/** The kubelet prepares sub-paths while it still puts the configuration together, and says so by that reason. */
export function isSubPath(
  waiting: { readonly reason?: string | undefined; readonly message?: string | undefined } | undefined,
): boolean {
  return waiting?.reason === 'CreateContainerConfigError' && /subPath/i.test(waiting.message ?? '')
}

/** A failing postStart hook takes the container with it; only the event and the spec name the hook. */
function byHook(view: PodView, container: ContainerView): Start | null {
  const hook = container.spec.lifecycle?.['postStart']
  const event =
    lastEvent(container.events, /^FailedPostStartHook$/) ??
    lastEvent(container.events, /^Killing$/, /PostStartHook/)
  const waiting = container.status?.state?.waiting
  const said = waiting?.reason === 'PostStartHookError'
  if (hook === undefined || (event === undefined && !said)) return null
  const ended = container.ended
  // A program that ends well when it is asked to does so here too.
  if (!said && ended === undefined) return null
  const status = said
    ? fromStatus(view, `PostStartHookError: ${waiting.message ?? ''}`)
    : fromStatus(view, `ended with exit code ${ended?.exitCode ?? '?'}`, ended?.finishedAt)
  const pieces = [
    status,
    ...(event === undefined ? [] : [fromEvent(view, event)]),
    fromSpec(view, `lifecycle.postStart: ${quote(JSON.stringify(hook), 200)}`),
  ]
  const words = said ? waiting.message : event?.message
  return { cause: 'lifecycle-hook', culprit: hookOf(words ?? ''), evidence: pieces, proved: true }
}

/** What the kubelet of older clusters tells of a hook: its command, how it ended and what it printed. */
function hookOf(message: string): string {
  const [, command = '', error = ''] =
    /lifecycle hook \(\[(.{1,500}?)\]\) for Container .{1,500}? failed - error: (.{1,1000}?)(?:, message: |$)/s.exec(
      message,
    ) ?? []
  return command === '' ? '' : ` (${quote(command, 80)}): ${quoteEnds(error, 120)}`
}

/** A shell or the kernel refused: the container ran for an instant and its log says why. */
function byLog(view: PodView, container: ContainerView): Start | null {
  const { ended } = container
  if (ended === undefined || ended.exitCode === 0) return null
  const verdict = container.verdict
  const meaning = verdict?.meaning
  if (verdict === null || meaning === null || meaning === undefined) return null
  const pieces = [
    fromStatus(view, `${ended.reason ?? 'ended'}, exit code ${ended.exitCode}`, ended.finishedAt),
    evidence(verdict.source, verdict.line, view.pod.metadata.name),
  ]
  if (meaning.kind === 'wrong-format') return wrongFormat(view, meaning.path ?? '', pieces)
  if (meaning.kind !== 'command') return null
  const missing = meaning.problem === 'missing'
  // 127 and 126 are what a shell ends with for just this; with another code the script went on or exec failed.
  const proved = ended.exitCode === (missing ? 127 : 126) || /^exec /.test(verdict.text)
  if (!proved) return null
  return {
    cause: missing ? 'command-not-found' : 'not-executable',
    culprit: meaning.command,
    evidence: pieces,
    proved,
  }
}

/** The kernel says the same of a script without `#!`: the program's own format is not visible from outside. */
function wrongFormat(view: PodView, path: string, pieces: readonly Evidence[]): Start {
  const architecture = view.facts.node(view.pod.spec.nodeName ?? '')?.status?.nodeInfo?.architecture
  const node = architecture === undefined ? [] : [evidence('node', `architecture: ${architecture}`, null)]
  return { cause: 'wrong-architecture', culprit: path, evidence: [...pieces, ...node], proved: false }
}

function titleOf(start: Start, who: string, view: PodView): string {
  const culprit = start.culprit === '' ? '' : ` "${start.culprit}"`
  switch (start.cause) {
    case 'command-not-found':
      return `${who} cannot start: its command${culprit} does not exist in the image`
    case 'not-executable':
      return `${who} cannot start: its command${culprit} is not executable`
    case 'wrong-architecture': {
      const architecture = view.facts.node(view.pod.spec.nodeName ?? '')?.status?.nodeInfo?.architecture
      return `${who} cannot start: its program${culprit} is not built for this node${architecture === undefined ? '' : ` (${architecture})`}`
    }
    case 'working-directory':
      return `${who} cannot start: its working directory${culprit} cannot be entered`
    case 'lifecycle-hook':
      return `${who} is killed right after each start because its postStart hook fails${start.culprit}`
    case 'mount':
      return `${who} cannot start: the mount${culprit} fails${(start.why ?? '') === '' ? '' : ` (${start.why})`}`
    default:
      return `${who} cannot start: ${start.culprit}`
  }
}

function nextOf(start: Start, container: ContainerView): readonly string[] {
  const image = container.spec.image ?? 'the image'
  switch (start.cause) {
    case 'command-not-found':
      return [
        `Check command and args of container ${container.name}: "${start.culprit}" must exist in ${image} (docker run --rm --entrypoint ls ${image} -l PATH). For a script, check the interpreter in its #! line too.`,
      ]
    case 'not-executable':
      return [
        `Make it executable in the Dockerfile: RUN chmod +x ${start.culprit}; on a volume, check the volume's defaultMode.`,
      ]
    case 'wrong-architecture':
      return [
        `Build ${image} for the node's architecture (docker buildx build --platform …). The kernel says the same of a script without a #! line: check that too.`,
      ]
    case 'working-directory':
      return [
        `Correct workingDir of container ${container.name}, or create the directory in the image and let its user enter it.`,
      ]
    case 'lifecycle-hook':
      return [
        `Run the hook's command by hand in the container, and correct lifecycle.postStart of ${container.name}; its output is not recorded anywhere.`,
      ]
    case 'mount':
      return [
        `Compare volumeMounts of ${container.name} with what is in the volume and the image: a file can't be mounted on a directory, nor below a read-only path.`,
      ]
    default:
      return ['Read the full message of the container runtime in the evidence.']
  }
}
