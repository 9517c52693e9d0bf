// A finding on the page: what it is about, what to do, what was seen, and where it stands on this page.
import type { Report, ReportFinding } from '../../model/report.ts'
import { clockWords, findingId, namesItsPod, sourceWords, standingWords, subjectWords } from '../words.ts'
import type { Anchors } from './anchors.ts'
import { box } from './contents.ts'
import { type Html, html, nothing, prose } from './markup.ts'

/** A finding beside the top one. An effect is folded: it goes when its cause is mended. */
export function findingCard(report: Report, finding: ReportFinding, anchors: Anchors): Html {
  const open = finding.causedBy === null ? html` open` : nothing
  return html`<details class="card fold"${open}>
<summary><h3>${prose(finding.title)}</h3></summary>
<div class="body" id="${finding.id}">
${findingDetails(report, finding, anchors, 4)}
</div>
</details>
`
}

/** `level` of its headings: one below the title's. */
export function findingDetails(report: Report, finding: ReportFinding, anchors: Anchors, level: Level): Html {
  return html`${facts(report, finding)}
${bullets('What to do', finding.next, level, 'next')}
${seen(finding, anchors, level)}
${bullets('Ruled out', finding.ruledOut, level, '')}`
}

const confidenceTone = { high: 'good', medium: 'warn', low: '' } as const

function facts(report: Report, finding: ReportFinding): Html {
  const cause = report.findings.find(other => other.id === finding.causedBy)
  const follows =
    cause === undefined ? nothing : html`<span>follows from <a href="#${cause.id}">${cause.title}</a></span>`
  return html`<div class="facts"><strong>${subjectWords(finding.subject)}</strong>
<code>${findingId(finding)}</code>
<span class="chip ${confidenceTone[finding.confidence]}">${standingWords(finding)}</span>
${podNames(finding)}${follows}</div>`
}

const mostPods = 5

function podNames(finding: ReportFinding): Html {
  const pods = finding.pods.filter(pod => pod !== finding.subject.name)
  if (pods.length === 0) return nothing
  const more = pods.length > mostPods ? ` and ${pods.length - mostPods} more` : ''
  return html`<span>${pods.slice(0, mostPods).map(pod => html`<code>${pod}</code> `)}${more}</span>`
}

/** The first pieces decide; the others are there to be asked for. */
const decisive = 5

function seen(finding: ReportFinding, anchors: Anchors, level: Level): Html {
  if (finding.evidence.length === 0) return nothing
  const items = finding.evidence.map(one => piece(finding, one, anchors))
  const rest = items.slice(decisive)
  const more =
    rest.length === 0
      ? nothing
      : html`<details class="more"><summary>${rest.length} more, which agree</summary><ul class="seen">${rest}</ul></details>`
  return html`${heading('What was seen', level)}
<ul class="seen">${items.slice(0, decisive)}</ul>${more}`
}

function piece(finding: ReportFinding, one: ReportFinding['evidence'][number], anchors: Anchors): Html {
  const anchor = anchors.of(finding, one)
  const source = sourceWords(one.source)
  const words = anchor === null ? html`${source}` : html`<a href="#${anchor}">${source}</a>`
  const pod = namesItsPod(finding, one.pod) ? html` in <code>${one.pod}</code>` : nothing
  const time =
    one.time === null ? nothing : html` <time datetime="${one.time}">${clockWords(one.time)}</time>`
  return html`<li><div class="source">${words}${pod}${time}</div>
${box(one.text, source)}</li>
`
}

function bullets(words: string, texts: readonly string[], level: Level, look: string): Html {
  if (texts.length === 0) return nothing
  return html`<div class="${look}">${heading(words, level)}
<ul>
${texts.map(
  text => html`<li>${prose(text)}</li>
`,
)}</ul></div>`
}

type Level = 2 | 4

function heading(words: string, level: Level): Html {
  return level === 2 ? html`<h2 class="sub">${words}</h2>` : html`<h4>${words}</h4>`
}
