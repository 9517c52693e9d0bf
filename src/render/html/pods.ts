// The pods on the page: how each was looked into, every command with its end and output, the ends of the logs.
import { asText } from '../../model/inspection.ts'
import type { Report, ReportPod } from '../../model/report.ts'
import { commandCount, commandEnd, commandFailed, duration, type ReportCommand, wayWords } from '../words.ts'
import { type Html, html, nothing, prose, relativeTarget } from './markup.ts'

/** Of each output and log this much is on the page; the files have the rest. */
const shownBytes = 20 * 1024
/** For all of them together, so that the page stays light with fifty pods. */
const pageBytes = 4 * 1024 * 1024

export interface PageLog {
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array
}

export interface PageContents {
  /** Command outputs by their path in the artifact. */
  readonly outputs: ReadonlyMap<string, Uint8Array>
  /** Logs by `namespace/pod`. */
  readonly logs: ReadonlyMap<string, readonly PageLog[]>
}

export const noContents: PageContents = { outputs: new Map(), logs: new Map() }

/** What may still be shown; used up from the top of the page downwards. */
interface Room {
  bytes: number
}

export function podCards(report: Report, contents: PageContents): Html {
  if (report.pods.length === 0) return nothing
  const room: Room = { bytes: pageBytes }
  const entered = report.pods.filter(pod => isWorthACard(pod, contents))
  const others = report.pods.filter(pod => !isWorthACard(pod, contents))
  return html`<section>
<h2>Pods looked into</h2>
${entered.map(pod => podCard(pod, contents, room))}${otherPods(others)}
</section>`
}

function isWorthACard({ inspection, namespace, name }: ReportPod, contents: PageContents): boolean {
  const logs = contents.logs.get(`${namespace}/${name}`) ?? []
  return inspection.way !== 'none' || inspection.failure !== null || logs.length > 0
}

/** Fifty replicas of one fault are one list, not fifty cards. */
function otherPods(pods: readonly ReportPod[]): Html {
  if (pods.length === 0) return nothing
  const items = pods.map(
    pod => html`<li><code>${pod.namespace}/${pod.name}</code> <span class="chip">${pod.status}</span> ${prose(pod.inspection.reason)}</li>
`,
  )
  return html`<article class="card">
<h3>Not entered</h3>
<ul>
${items}</ul>
</article>
`
}

function podCard(pod: ReportPod, contents: PageContents, room: Room): Html {
  const { inspection } = pod
  const failure =
    inspection.failure === null
      ? nothing
      : html`<p><span class="chip warn">incomplete</span> ${inspection.failure}</p>`
  const byHand =
    inspection.equivalent === ''
      ? nothing
      : html`<p>The same by hand:</p><pre tabindex="0">${inspection.equivalent}</pre>`
  return html`<article class="card">
<h3>${pod.namespace}/${pod.name}</h3>
<div class="facts"><span class="chip bad">${pod.status}</span><span>ready ${pod.ready}</span><span>${pod.restarts} restarts</span>
<span>${pod.owner}</span></div>
<p>${prose(pod.reason)}</p>
<p><strong>${capital(wayWords[inspection.way])}</strong>${inspection.targeted ? nothing : notTargeted(pod)}: ${prose(inspection.reason)} ${inspection.commands.length === 0 ? '' : ` (${commandCount(inspection.commands)})`}</p>
${failure}${byHand}${inspection.commands.map(command => commandDetails(command, contents, room))}${logDetails(contents.logs.get(`${pod.namespace}/${pod.name}`) ?? [], room)}
</article>
`
}

function notTargeted(pod: ReportPod): Html {
  const expected = pod.inspection.way === 'target' || pod.inspection.way === 'restart'
  return expected && pod.inspection.commands.length > 0
    ? html` (the container’s processes could not be seen)`
    : nothing
}

function commandDetails(command: ReportCommand, contents: PageContents, room: Room): Html {
  const tone = commandFailed(command) ? 'warn' : 'good'
  const cut = command.truncated ? html`<p>The oldest part of the output was not kept.</p>` : nothing
  return html`<details>
<summary><strong>${command.name}</strong><span class="end"><span class="chip ${tone}">${commandEnd(command)}</span> ${duration(command.durationMs)}</span></summary>
<div class="inside"><pre tabindex="0">${command.run}</pre>${cut}
${shownContent(command.output, contents.outputs.get(command.output), 'head', room)}</div>
</details>
`
}

function logDetails(logs: readonly PageLog[], room: Room): Html {
  return html`${logs.map(
    log => html`<details>
<summary><strong>${log.name}</strong><span class="end chip">log</span></summary>
<div class="inside">${shownContent(log.path, log.bytes, 'tail', room)}</div>
</details>
`,
  )}`
}

function shownContent(path: string, bytes: Uint8Array | undefined, part: 'head' | 'tail', room: Room): Html {
  const file =
    path === '' ? nothing : html`<p>File: <a href="${relativeTarget(path)}"><code>${path}</code></a></p>`
  if (bytes === undefined) return file
  if (bytes.length === 0) return html`<p>It printed nothing.</p>`
  const size = Math.min(shownBytes, room.bytes, bytes.length)
  room.bytes -= size
  const shown = part === 'head' ? bytes.subarray(0, size) : bytes.subarray(bytes.length - size)
  const which = part === 'head' ? 'The first' : 'The last'
  const rest = size === bytes.length ? nothing : html`<p>${which} ${size} of ${bytes.length} bytes.</p>`
  return html`${rest}${size === 0 ? nothing : html`<pre tabindex="0">${asText(shown)}</pre>`}${file}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
