// Cause and effect as a tree: each root cause with what follows from it, and what follows from that.
import type { Report, ReportFinding } from '../../model/report.ts'
import { findingId, subjectWords } from '../words.ts'
import { type Html, html, nothing, prose } from './markup.ts'

/** Nothing where no finding follows from another: a list of causes is no map. */
export function causeMap(report: Report): Html {
  const ids = new Set(report.findings.map(({ id }) => id))
  const roots = report.findings.filter(({ causedBy }) => causedBy === null || !ids.has(causedBy))
  const withEffects = roots.filter(root => report.findings.some(({ causedBy }) => causedBy === root.id))
  if (withEffects.length === 0) return nothing
  return html`<section id="map" aria-labelledby="map-title">
<h2 id="map-title">From cause to effect</h2>
<div class="card">
${withEffects.map(root => html`<ul class="tree">${branch(report, root, new Set())}</ul>`)}</div>
</section>`
}

function branch(report: Report, finding: ReportFinding, above: ReadonlySet<string>): Html {
  const seen = new Set([...above, finding.id])
  const effects = report.findings.filter(({ id, causedBy }) => causedBy === finding.id && !seen.has(id))
  const below =
    effects.length === 0 ? nothing : html`<ul>${effects.map(effect => branch(report, effect, seen))}</ul>`
  const role = above.size === 0 ? 'cause' : 'effect'
  return html`<li><div class="node ${role}"><a href="#${finding.id}">${prose(finding.title)}</a>
<span class="soft">${subjectWords(finding.subject)} · ${findingId(finding)}</span></div>${below}</li>
`
}
