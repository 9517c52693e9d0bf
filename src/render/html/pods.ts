// The pods on the page: how each is, how it was looked into, every command with its end and output, its logs.
import type { Event } from '../../model/objects.ts'
import type { Pod } from '../../model/pod.ts'
import type { Report, ReportPod } from '../../model/report.ts'
import {
  commandCount,
  commandEnd,
  commandFailed,
  counted,
  duration,
  type ReportCommand,
  topFinding,
  wayWords,
} from '../words.ts'
import { type Anchors, commandId, logId, logSource, podId } from './anchors.ts'
import { box, type PageLog, pageLimits, type Room, shownContent } from './contents.ts'
import { type Html, html, nothing, prose } from './markup.ts'
import type { PageContents } from './page.ts'
import { containerList, definition, eventTable } from './state.ts'
import { lookFrom } from './ways.ts'

/** What the cards of all pods share. */
interface Shelf {
  readonly contents: PageContents
  readonly anchors: Anchors
  readonly room: Room
  readonly pods: ReadonlyMap<string, Pod>
  readonly events: ReadonlyMap<string, readonly Event[]>
}

export function podCards(report: Report, contents: PageContents, anchors: Anchors): Html {
  if (report.pods.length === 0) return nothing
  const limits = contents.limits ?? pageLimits
  const { pods = [], events = [] } = contents.snapshot ?? {}
  const shelf: Shelf = {
    contents,
    anchors,
    room: { limits, left: limits.page },
    pods: new Map(pods.map(pod => [`${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`, pod])),
    events: Map.groupBy(
      events,
      ({ involvedObject }) => `${involvedObject.namespace ?? 'default'}/${involvedObject.name ?? ''}`,
    ),
  }
  const numbered = report.pods.map((pod, index) => ({ pod, index }))
  const entered = numbered.filter(({ pod }) => isWorthACard(pod, contents))
  const others = report.pods.filter(pod => !isWorthACard(pod, contents))
  const first = firstOpen(report)
  return html`<section id="pods" aria-labelledby="pods-title">
<h2 id="pods-title">Pods looked into</h2>
${entered.map(({ pod, index }) => podCard(pod, index, index === first || entered.length === 1, shelf))}${otherPods(others)}
</section>`
}

/** The pod of the top finding is open; the others wait to be asked for. */
function firstOpen(report: Report): number {
  const top = topFinding(report)
  const names = new Set(top?.pods ?? [])
  return report.pods.findIndex(
    ({ namespace, name }) => namespace === top?.subject.namespace && names.has(name),
  )
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

function podCard(pod: ReportPod, index: number, open: boolean, shelf: Shelf): Html {
  const key = `${pod.namespace}/${pod.name}`
  const { inspection } = pod
  const object = shelf.pods.get(key)
  const logs = shelf.contents.logs.get(key) ?? []
  // The heading in a summary is none to screen readers: the article has the name as well.
  return html`<article aria-label="Pod ${key}"><details class="card fold" id="${podId(index)}"${open ? OPEN : nothing}>
<summary><h3>${key}</h3><span class="end"><span class="chip bad">${pod.status}</span> <span class="chip">${wayWords[inspection.way]}</span></span></summary>
<div class="body">
<div class="facts"><span>ready ${pod.ready}</span><span>${counted(pod.restarts, 'restart')}</span><span>${pod.owner}</span></div>
<p>${prose(pod.reason)}</p>
${object === undefined ? nothing : containerList(object)}
${lookFrom(pod)}
${group(
  `${commandCount(inspection.commands)} run from inside`,
  inspection.commands.map((command, number) => commandDetails(command, commandId(index, number), shelf)),
)}
${group(
  'Logs',
  logs.map((log, number) => logDetails(log, key, logId(index, number), shelf)),
)}
${group('In the cluster', [eventTable(shelf.events.get(key) ?? []), object === undefined ? nothing : definition(object, shelf.room)])}
</div>
</details></article>
`
}

/** An attribute can't be written conditionally otherwise. */
const OPEN: Html = html` open`

function group(heading: string, items: readonly Html[]): Html {
  const there = items.filter(item => item.markup !== '')
  return there.length === 0
    ? nothing
    : html`<h4>${heading}</h4>
<div class="folds">${there}</div>`
}

/** A longer command stands behind its output: what it printed is what people open it for. */
const longestLine = 160

function commandDetails(command: ReportCommand, id: string, { contents, room }: Shelf): Html {
  const tone = commandFailed(command) ? 'warn' : 'good'
  const cut = command.truncated
    ? html`<p class="soft">The oldest part of the output was not kept.</p>`
    : nothing
  const shown = {
    path: command.output,
    bytes: contents.outputs.get(command.output),
    part: 'head',
    most: room.limits.output,
    label: `Output of ${command.name}`,
  } as const
  const long = command.run.length > longestLine || command.run.includes('\n')
  const run = html`<div class="run">${box(command.run, `Command ${command.name}`)}</div>`
  return html`<details>
<summary><strong>${command.name}</strong><span class="end"><span class="chip ${tone}">${commandEnd(command)}</span> ${duration(command.durationMs)}</span></summary>
<div class="inside" id="${id}">${long ? nothing : run}${cut}
${shownContent(shown, room)}${long ? html`<p class="soft">What was run:</p>${run}` : nothing}</div>
</details>
`
}

function logDetails(log: PageLog, pod: string, id: string, { anchors, room }: Shelf): Html {
  const name = log.previous ? `${log.container}, the run before` : log.container
  const decisive = anchors.quotes(pod, logSource(log))
  const shown = {
    path: log.path,
    bytes: log.bytes,
    part: 'tail',
    most: room.limits.log,
    label: `Log of ${name}`,
    decisive,
    id,
  } as const
  const mark = decisive.length === 0 ? nothing : html`<span class="chip bad">decisive lines</span> `
  return html`<details>
<summary><strong>${name}</strong><span class="end">${mark}${size(log.bytes.length)}</span></summary>
<div class="inside">${shownContent(shown, room)}</div>
</details>
`
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
