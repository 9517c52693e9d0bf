// What a report comes to, as short as a comment needs it.
import { createHash } from 'node:crypto'
import type { Report, ReportFinding } from '../../model/report.ts'
import { shortened, visibleLine } from '../visible.ts'
import { effectsOf, findingId, headline, topFinding } from '../words.ts'
import { type Fault, most, type Verdict } from './section.ts'

/** The verdict on a job that has failed, or that somebody wanted looked at. */
export function verdictOf(report: Report): Verdict {
  const top = topFinding(report)
  if (top === undefined) return { kind: 'open', words: shortened(headline(report), most.title) }
  const effects = effectsOf(report, top).map(({ finding }) => finding)
  const told = new Set([top, ...effects])
  const others = report.findings.filter(finding => !told.has(finding))
  const spare = (count: number, limit: number): number => Math.max(0, count - limit)
  return {
    kind: 'found',
    fault: faultOf(top),
    effects: effects.slice(0, most.lines).map(lineOf),
    others: others.slice(0, most.lines).map(lineOf),
    leftOut:
      spare(effects.length, most.lines) +
      spare(others.length, most.lines) +
      spare(top.evidence.length, most.evidence) +
      spare(top.next.length, most.hints),
  }
}

/** The faults of a report by their fingerprints, the root cause first. */
export function fingerprintsOf(report: Report): readonly string[] {
  const top = topFinding(report)
  const roots = report.findings.filter(finding => finding.causedBy === null && finding !== top)
  const all = [...(top === undefined ? [] : [top]), ...roots].map(({ fingerprint }) => short(fingerprint))
  return [...new Set(all)].slice(0, most.faults)
}

function faultOf(finding: ReportFinding): Fault {
  const name = (value: string): string => shortened(value, most.name)
  const { kind, namespace, container } = finding.subject
  const [pod] = finding.pods
  return {
    category: finding.category,
    cause: finding.cause,
    confidence: finding.confidence,
    ...(finding.beforeJob === true ? { beforeJob: true as const } : {}),
    subject: {
      kind: name(kind),
      namespace: name(namespace),
      name: name(finding.subject.name),
      ...(container === undefined ? {} : { container: name(container) }),
    },
    title: shortened(visibleLine(finding.title), most.title),
    pod: pod === undefined || pod === finding.subject.name ? null : name(pod),
    evidence: finding.evidence.slice(0, most.evidence).map(evidence => ({
      source: name(evidence.source),
      pod: evidence.pod === null ? null : name(evidence.pod),
      time: evidence.time === null ? null : shortened(evidence.time, 40),
      text: shortened(evidence.text, most.evidenceText),
    })),
    next: finding.next.slice(0, most.hints).map(hint => shortened(hint, most.hintText)),
    fingerprint: short(finding.fingerprint),
  }
}

function lineOf(finding: ReportFinding): { title: string; id: string } {
  return { title: shortened(visibleLine(finding.title), most.lineText), id: findingId(finding) }
}

/** A fingerprint in the comment's own form: of one length, whatever it was. */
function short(fingerprint: string): string {
  return createHash('sha256').update(fingerprint).digest('hex').slice(0, 12)
}
