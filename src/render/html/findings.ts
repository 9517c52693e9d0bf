// A finding on the page: what it is about, what was seen, what follows from it, what to do.
import type { Report, ReportFinding } from '../../model/report.ts'
import { effectsOf, findingId, sourceWords, standingWords, subjectWords } from '../words.ts'
import { type Html, html, nothing, prose } from './markup.ts'

/** A finding beside the top one. */
export function findingCard(report: Report, finding: ReportFinding): Html {
  return html`<article class="card" id="${finding.id}">
<h3>${prose(finding.title)}</h3>
${findingDetails(report, finding)}
</article>
`
}

export function findingDetails(report: Report, finding: ReportFinding): Html {
  return html`${facts(report, finding)}
${evidence(finding)}
${effects(report, finding)}
${bullets('What to do', finding.next)}
${bullets('Ruled out', finding.ruledOut)}`
}

const confidenceTone = { high: 'good', medium: 'warn', low: '' } as const

function facts(report: Report, finding: ReportFinding): Html {
  const cause = report.findings.find(other => other.id === finding.causedBy)
  const follows = cause === undefined ? nothing : html`<span>follows from: ${cause.title}</span>`
  const pods = finding.pods.filter(pod => pod !== finding.subject.name).map(pod => html`<code>${pod}</code> `)
  return html`<div class="facts"><strong>${subjectWords(finding.subject)}</strong>
<span class="chip">${findingId(finding)}</span>
<span class="chip ${confidenceTone[finding.confidence]}">${standingWords(finding)}</span>
${pods.length === 0 ? nothing : html`<span>${pods}</span>`}${follows}</div>`
}

function evidence(finding: ReportFinding): Html {
  if (finding.evidence.length === 0) return nothing
  const items = finding.evidence.map(one => {
    const pod =
      one.pod === null || one.pod === finding.subject.name ? nothing : html` in <code>${one.pod}</code>`
    const time = one.time === null ? nothing : html` · <time datetime="${one.time}">${one.time}</time>`
    return html`<div class="source">${sourceWords(one.source)}${pod}${time}</div>
<pre tabindex="0">${one.text}</pre>
`
  })
  return html`<h4>What was seen</h4>
${items}`
}

function effects(report: Report, finding: ReportFinding): Html {
  const all = effectsOf(report, finding)
  if (all.length === 0) return nothing
  const items = all.map(
    ({ finding: effect, depth }) =>
      html`<li class="depth-${Math.min(depth, 5)}">${prose(effect.title)} <span class="chip">${findingId(effect)}</span></li>
`,
  )
  return html`<h4>What follows from it</h4>
<ul class="chain">
${items}</ul>`
}

function bullets(heading: string, texts: readonly string[]): Html {
  if (texts.length === 0) return nothing
  return html`<h4>${heading}</h4>
<ul>
${texts.map(
  text => html`<li>${prose(text)}</li>
`,
)}</ul>`
}
