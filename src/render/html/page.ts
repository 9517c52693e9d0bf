// report.html: one page that needs nothing but itself. No scripts, no requests; untrusted text stays text.
import type { PodLook } from '../../model/inspection.ts'
import type { Report, ReportFinding } from '../../model/report.ts'
import { type Seen, timelineOf } from '../timeline/timeline.ts'
import { counted, duration, headline, sentence, topFinding } from '../words.ts'
import { type Anchors, anchorsOf } from './anchors.ts'
import { timelineSection } from './chart.ts'
import type { PageLimits, PageLog } from './contents.ts'
import { findingCard, findingDetails } from './findings.ts'
import { causeMap } from './map.ts'
import { type Html, html, nothing, prose, trusted } from './markup.ts'
import { podCards } from './pods.ts'
import { style } from './style.ts'

/** What the page shows beside the report, already without secrets. */
export interface PageContents {
  /** Command outputs by their path in the artifact. */
  readonly outputs: ReadonlyMap<string, Uint8Array>
  /** Logs by `namespace/pod`. */
  readonly logs: ReadonlyMap<string, readonly PageLog[]>
  /** The objects, for the timeline and the pods' definitions; null where only the report is at hand. */
  readonly snapshot: Seen | null
  readonly looks: readonly PodLook[]
  /** How much is shown; absent for the usual. */
  readonly limits?: PageLimits
}

export const noContents: PageContents = { outputs: new Map(), logs: new Map(), snapshot: null, looks: [] }

export function reportHtml(report: Report, contents: PageContents = noContents): string {
  const top = topFinding(report)
  const anchors = anchorsOf(report, contents)
  const timeline = contents.snapshot === null ? null : timelineOf(contents.snapshot, contents.looks, report)
  const sections: readonly Section[] = [
    { id: 'timeline', words: 'What happened when', body: timelineSection(timeline) },
    { id: 'map', words: 'From cause to effect', body: causeMap(report) },
    { id: 'findings', words: 'Other findings', body: others(report, top, anchors) },
    { id: 'pods', words: 'Pods', body: podCards(report, contents, anchors) },
    { id: 'missing', words: 'Not collected', body: missing(report) },
  ]
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${headline(report)}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${verdict(report, top, anchors)}
${contentsList(sections)}
${sections.map(({ body }) => body)}
</main>
${about(report)}
</body>
</html>
`
  return page.markup
}

interface Section {
  readonly id: string
  readonly words: string
  readonly body: Html
}

function contentsList(sections: readonly Section[]): Html {
  const there = sections.filter(({ body }) => body.markup !== '')
  if (there.length < 2) return nothing
  return html`<nav aria-label="On this page"><ul>${there.map(({ id, words }) => html`<li><a href="#${id}">${words}</a></li>`)}</ul></nav>`
}

function verdict(report: Report, top: ReportFinding | undefined, anchors: Anchors): Html {
  if (top !== undefined) {
    return html`<article class="verdict" id="${top.id}">
<div class="label">Root cause</div>
<h1>${prose(headline(report))}</h1>
${findingDetails(report, top, anchors, 2)}
</article>`
  }
  const calm = report.outcome === 'nothing-failing'
  return html`<article class="verdict ${calm ? 'calm' : 'unsure'}">
<div class="label">${calm ? 'Nothing failing' : 'No cause found'}</div>
<h1>${prose(headline(report))}</h1>
</article>`
}

function others(report: Report, top: ReportFinding | undefined, anchors: Anchors): Html {
  const rest = report.findings.filter(finding => finding !== top)
  if (rest.length === 0) return nothing
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Other findings</h2>
${rest.map(finding => findingCard(report, finding, anchors))}
</section>`
}

function missing(report: Report): Html {
  if (report.notCollected.length === 0) return nothing
  const items = report.notCollected.map(
    ({ what, why, fix }) => html`<li><strong>${what}</strong>: ${prose(sentence(why))} ${prose(fix)}</li>
`,
  )
  return html`<section id="missing" aria-labelledby="missing-title">
<h2 id="missing-title">Not collected</h2>
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
