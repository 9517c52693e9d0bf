// report.html: one page that needs nothing but itself. No scripts, no requests; untrusted text stays text.
import type { Report, ReportFinding } from '../../model/report.ts'
import { counted, duration, headline, sentence, topFinding } from '../words.ts'
import { findingCard, findingDetails } from './findings.ts'
import { type Html, html, nothing, prose, trusted } from './markup.ts'
import { noContents, type PageContents, podCards } from './pods.ts'
import { style } from './style.ts'

/** `contents`: what the commands and containers printed, shown on the page as far as there is room. */
export function reportHtml(report: Report, contents: PageContents = noContents): string {
  const top = topFinding(report)
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${headline(report)}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${verdict(report, top)}
${others(report, top)}
${podCards(report, contents)}
${missing(report)}
${about(report)}
</main>
</body>
</html>
`
  return page.markup
}

function verdict(report: Report, top: ReportFinding | undefined): Html {
  if (top !== undefined) {
    return html`<article class="verdict">
<div class="label">Root cause</div>
<h1>${prose(headline(report))}</h1>
${findingDetails(report, top)}
</article>`
  }
  const calm = report.outcome === 'nothing-failing'
  return html`<article class="verdict ${calm ? 'calm' : 'unsure'}">
<div class="label">${calm ? 'Nothing failing' : 'No cause found'}</div>
<h1>${prose(headline(report))}</h1>
</article>`
}

function others(report: Report, top: ReportFinding | undefined): Html {
  const rest = report.findings.filter(finding => finding !== top)
  if (rest.length === 0) return nothing
  return html`<section>
<h2>Other findings</h2>
${rest.map(finding => findingCard(report, finding))}
</section>`
}

function missing(report: Report): Html {
  if (report.notCollected.length === 0) return nothing
  const items = report.notCollected.map(
    ({ what, why, fix }) => html`<li><strong>${what}</strong>: ${prose(sentence(why))} ${prose(fix)}</li>
`,
  )
  return html`<section>
<h2>Not collected</h2>
<div class="card"><ul>
${items}</ul></div>
</section>`
}

function about({ startedAt, durationMs, cluster, outcome, findings, pods }: Report): Html {
  const version = cluster.version ?? 'unknown version'
  const cut = outcome === 'partial' && findings.length > 0
  const unfinished = cut ? ' The time was up before everything was asked.' : ''
  return html`<footer>
<p>Looked at ${startedAt} for ${duration(durationMs)}. Kubernetes ${version}, ${counted(cluster.nodes, 'node')}, ${counted(findings.length, 'finding')}, ${counted(pods.length, 'pod')}.${unfinished}</p>
<p>Secrets are replaced by marks such as <code>[REDACTED:…]</code>; equal secrets have equal marks.</p>
</footer>`
}
