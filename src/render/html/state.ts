// A pod as the cluster knows it: its containers and how they are, its events, its definition.
import { stringify } from 'yaml'
import { type Event, eventCount, eventTime } from '../../model/objects.ts'
import { type Container, isSidecar, type Pod, statusOf } from '../../model/pod.ts'
import { withoutNoise } from '../../redact/documents.ts'
import { shortened, visibleLine } from '../visible.ts'
import { counted, duration } from '../words.ts'
import { block, type Room } from './contents.ts'
import { type Html, html, nothing } from './markup.ts'

export function containerList(pod: Pod): Html {
  const init = (pod.spec.initContainers ?? []).map(container =>
    containerItem(pod, container, isSidecar(container) ? 'sidecar' : 'init'),
  )
  const app = pod.spec.containers.map(container => containerItem(pod, container, ''))
  return html`<h4>Containers</h4>
<ul class="containers">
${init}${app}</ul>
`
}

type Status = NonNullable<ReturnType<typeof statusOf>>

function containerItem(pod: Pod, container: Container, kind: string): Html {
  const status = statusOf(pod, container.name)
  const [tone, words] = stateOf(status)
  const before = lastEnd(status)
  const restarts = status?.restartCount ?? 0
  return html`<li><strong>${container.name}</strong>${kind === '' ? nothing : html` <span class="soft">(${kind})</span>`} <span class="chip ${tone}">${words}</span>
<div class="soft">${restarts === 0 ? nothing : `${counted(restarts, 'restart')} · `}${before}image <code>${container.image ?? 'not known'}</code></div></li>
`
}

function stateOf(status: Status | undefined): readonly ['good' | 'warn' | 'bad' | '', string] {
  const { running, terminated, waiting } = status?.state ?? {}
  if (running !== undefined) {
    return status?.ready === true ? ['good', 'running, ready'] : ['warn', 'running, not ready']
  }
  if (terminated !== undefined) {
    const why = terminated.reason === undefined ? '' : ` (${terminated.reason})`
    return [terminated.exitCode === 0 ? 'good' : 'bad', `ended with exit code ${terminated.exitCode}${why}`]
  }
  return waiting === undefined ? ['', 'not started'] : ['bad', `waiting: ${waiting.reason ?? 'not started'}`]
}

function lastEnd(status: Status | undefined): string {
  const last = status?.lastState?.terminated
  if (last === undefined) return ''
  const why = last.reason === undefined ? '' : ` (${last.reason})`
  const lived = Date.parse(last.finishedAt ?? '') - Date.parse(last.startedAt ?? '')
  // Kubernetes keeps whole seconds.
  const words = lived === 0 ? 'within a second' : `after ${duration(lived)}`
  const long = Number.isNaN(lived) || lived < 0 ? '' : ` ${words}`
  return `the run before ended with exit code ${last.exitCode}${why}${long} · `
}

const mostEvents = 60

/** Oldest first, as one reads a story. */
export function eventTable(events: readonly Event[]): Html {
  if (events.length === 0) return nothing
  const all = events.toSorted((a, b) => eventTime(a).localeCompare(eventTime(b)))
  const shown = all.slice(-mostEvents)
  const left = all.length - shown.length
  return html`<details>
<summary><strong>Events</strong><span class="end">${counted(all.length, 'event')}</span></summary>
<div class="inside">${left === 0 ? nothing : html`<p class="soft">The oldest ${left} are left out.</p>`}<div class="scroll" tabindex="0" role="group" aria-label="Events"><table>
<thead><tr><th scope="col">Last seen</th><th scope="col">What</th><th scope="col">Times</th></tr></thead>
<tbody>
${shown.map(eventRow)}</tbody>
</table></div></div>
</details>
`
}

function eventRow(event: Event): Html {
  const time = eventTime(event)
  const times = eventCount(event)
  return html`<tr class="${event.type === 'Warning' ? 'bad' : ''}"><td>${clock(time)}</td><td><strong>${event.reason ?? ''}</strong> ${shortened(visibleLine(event.message ?? ''), 1_000)}</td><td>${times}</td></tr>
`
}

function clock(iso: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(iso)?.[1] ?? iso
}

/** The pod as YAML, without what only fills pages. */
export function definition(pod: Pod, room: Room): Html {
  const text = stringify(withoutNoise(pod), { lineWidth: 0, aliasDuplicateObjects: false })
  if (text.length > room.left) return nothing
  room.left -= text.length
  return html`<details>
<summary><strong>YAML</strong><span class="end">the whole pod</span></summary>
<div class="inside">${block(text, { label: `YAML of ${pod.metadata.name}` })}</div>
</details>
`
}
