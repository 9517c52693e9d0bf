// The timeline as SVG: one strip for each container, all on one axis. Widths are percentages, so it fits any screen.
import {
  type Happening,
  happenings,
  type Lane,
  markWords,
  type Row,
  type Timeline,
} from '../timeline/timeline.ts'
import { shortened, visibleLine } from '../visible.ts'
import { counted } from '../words.ts'
import { type Html, html, nothing, trusted } from './markup.ts'

/** Rows of the list beside the chart. */
const mostHappenings = 300
const longestText = 400

export function timelineSection(timeline: Timeline | null): Html {
  if (timeline === null) return nothing
  const rest =
    timeline.notDrawn === 0 ? nothing : html`<p>${counted(timeline.notDrawn, 'more pod')} not drawn.</p>`
  return html`<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">What happened when</h2>
<div class="card">
<div class="chart" aria-hidden="true">
${axis(timeline)}
${timeline.lanes.map(lane => laneChart(lane, timeline))}</div>
${legend}
${rest}
${list(timeline)}
</div>
</section>`
}

function laneChart({ pod, rows }: Lane, timeline: Timeline): Html {
  return html`<div class="lane"><div class="lane-pod">${pod}</div>
${rows.map(row => strip(row, timeline))}</div>
`
}

/** Middle and height of a strip. Pixels. */
const height = 26
const middle = 13

function strip({ label, runs, marks }: Row, timeline: Timeline): Html {
  const bars = runs.map(run => {
    const left = place(run.from, timeline)
    // A run of a moment is seen as well.
    const width = Math.max(0.4, place(run.to, timeline) - left)
    const words = run.end === undefined ? run.text : `${run.text}, ${run.end}`
    return html`<rect class="bar ${run.tone}" x="${percent(left)}" y="8" width="${percent(width)}" height="10" rx="3"><title>${shortened(visibleLine(words), longestText)}</title></rect>${run.end === undefined || run.tone !== 'bad' ? nothing : cross(place(run.to, timeline))}`
  })
  const signs = marks.map(mark => {
    const from = place(mark.at, timeline)
    const to = place(mark.last, timeline)
    const line =
      to > from
        ? html`<line class="stretch ${mark.tone}" x1="${percent(from)}" x2="${percent(to)}" y1="${middle}" y2="${middle}"></line>`
        : nothing
    const title = html`<title>${shortened(visibleLine(markWords(mark)), longestText)}</title>`
    return html`${line}${sign(from, mark.tone === 'bad', title)}${to > from ? sign(to, mark.tone === 'bad', title) : nothing}`
  })
  return html`<div class="strip"><span class="strip-label">${label}</span><svg width="100%" height="${height}" focusable="false">${grid(timeline)}${bars}${signs}</svg></div>
`
}

/** A triangle for a warning, a ring for an ordinary event. It hangs on a nested SVG, as a path takes no percentages. */
function sign(at: number, warning: boolean, title: Html): Html {
  const shape = warning
    ? html`<path class="sign bad" d="M0 -6 L6 5 L-6 5 Z">${title}</path>`
    : html`<circle class="sign" cx="0" cy="0" r="4">${title}</circle>`
  return html`<svg x="${percent(at)}" y="${middle}" overflow="visible">${shape}</svg>`
}

function cross(at: number): Html {
  return html`<svg x="${percent(at)}" y="${middle}" overflow="visible"><path class="cross" d="M-5 -5 L5 5 M5 -5 L-5 5"></path></svg>`
}

function grid(timeline: Timeline): Html {
  const lines = ticks(timeline).map(tick => vertical(tick, 'tick', timeline))
  return html`${lines}${flagged(timeline).map(({ at }) => vertical(at, 'flag', timeline))}`
}

function vertical(at: number, kind: 'tick' | 'flag', timeline: Timeline): Html {
  if (at < timeline.from) return nothing
  const x = percent(place(at, timeline))
  return html`<line class="${kind}" x1="${x}" x2="${x}" y1="0" y2="100%"></line>`
}

interface Flag {
  readonly at: number
  /** For the chart, where there is little room, and for the list. */
  readonly label: string
  readonly text: string
}

/** What happened in the job itself, in its order. */
function flagged({ jobStarted, failed, lookedAt }: Timeline): readonly Flag[] {
  return [
    ...(jobStarted === null ? [] : [{ at: jobStarted, label: 'job began', text: 'the job began' }]),
    ...(failed === null
      ? []
      : [{ at: failed.at, label: 'a step failed', text: `the step failed: ${failed.step}` }]),
    { at: lookedAt, label: 'our look began', text: 'our look began' },
  ]
}

/** Of the flags' words, and of the hours below them: one line each. Pixels. */
const flagHeight = 15

function axis(timeline: Timeline): Html {
  const flags = flagged(timeline)
  const below = flags.length * flagHeight
  const labels = ticks(timeline).map(tick => {
    const x = place(tick, timeline)
    return html`<text class="${x > 85 ? 'end' : ''}" x="${percent(x)}" y="${below + flagHeight}">${clock(tick)}</text>`
  })
  const words = flags.map((one, line) =>
    one.at < timeline.from ? nothing : flag(one, line * flagHeight + 13, timeline),
  )
  return html`<div class="strip axis"><span class="strip-label">UTC</span><svg width="100%" height="${below + flagHeight + 5}" focusable="false">${grid(timeline)}${words}${labels}</svg></div>
`
}

function flag({ at, label }: Flag, y: number, timeline: Timeline): Html {
  const x = place(at, timeline)
  return html`<text class="flag-words ${x > 50 ? 'end' : ''}" x="${percent(x)}" dx="${x > 50 ? -4 : 4}" y="${y}">${label}</text>`
}

/** Steps that people count in. Seconds. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200]

/** At most four round times: as many as a phone has room for. */
function ticks({ from, to }: Timeline): readonly number[] {
  const step = (steps.find(seconds => (to - from) / 1_000 / seconds <= 3) ?? 7_200) * 1_000
  const first = Math.ceil(from / step) * step
  const count = Math.max(0, Math.floor((to - first) / step) + 1)
  return Array.from({ length: Math.min(count, 6) }, (_, index) => first + index * step)
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}

function place(at: number, { from, to }: Timeline): number {
  return to <= from ? 0 : Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100))
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`
}

const legend = trusted(`<ul class="legend" aria-hidden="true">
<li><svg width="22" height="14"><rect class="bar good" x="0" y="2" width="22" height="10" rx="3"></rect></svg>ready, or ended well</li>
<li><svg width="22" height="14"><rect class="bar warn" x="0" y="2" width="22" height="10" rx="3"></rect></svg>running, not ready</li>
<li><svg width="22" height="14"><rect class="bar bad" x="0" y="2" width="22" height="10" rx="3"></rect></svg>a run that failed</li>
<li><svg width="22" height="14"><rect class="bar idle" x="0" y="2" width="22" height="10" rx="3"></rect></svg>waiting</li>
<li><svg width="22" height="14"><rect class="bar ours" x="0" y="2" width="22" height="10" rx="3"></rect></svg>our look from inside</li>
<li><svg width="14" height="14"><path class="sign bad" d="M7 1 L13 12 L1 12 Z"></path></svg>warning</li>
</ul>
`)

function list(timeline: Timeline): Html {
  const all = happenings(timeline)
  const shown = all.slice(-mostHappenings)
  const cut =
    shown.length === all.length ? nothing : html`<p>The oldest ${all.length - shown.length} are left out.</p>`
  const flags = flagged(timeline).map(({ at, text }) => outside(at, text))
  const rows = [...shown, ...flags].toSorted((a, b) => a.at - b.at)
  return html`<details class="printed"><summary>The same as a list</summary>
<div class="inside">${cut}<div class="scroll" tabindex="0" role="group" aria-label="Timeline as a list"><table>
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>
<tbody>
${rows.map(happeningRow)}</tbody>
</table></div></div>
</details>`
}

function outside(at: number, text: string): Happening {
  return { at, pod: '', label: '', text, tone: 'good' }
}

function happeningRow({ at, pod, label, text, tone }: Happening): Html {
  const where = pod === '' ? html`this job` : html`${pod} <code>${label}</code>`
  return html`<tr class="${tone === 'bad' ? 'bad' : ''}"><td><time datetime="${new Date(at).toISOString()}">${clock(at)}</time></td><td>${where}</td><td>${shortened(visibleLine(text), longestText)}</td></tr>
`
}
