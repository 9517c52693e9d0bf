// What must be said of a fault of test/faults, wherever it was seen.
import { expect } from 'vitest'
import type { ReportFinding } from '../../src/model/report.ts'
import type { Fault } from '../faults/index.ts'

const idOf = (finding: ReportFinding): string => `${finding.category}/${finding.cause}`
const nameOf = ({ subject }: ReportFinding): string => `${subject.kind}/${subject.name}`

/** The fault comes first and is nobody's effect, its effects are tied to it, and nobody else is accused. */
export function expectNamed(fault: Fault, findings: readonly ReportFinding[]): void {
  const found = findings.filter(finding => finding.subject.namespace === fault.namespace)
  const [first] = found
  expect(first && { id: idOf(first), subject: nameOf(first), causedBy: first.causedBy }).toEqual({
    id: fault.id,
    subject: fault.subject,
    causedBy: null,
  })
  expect(found.filter(finding => !fault.accused.includes(nameOf(finding)))).toEqual([])
  for (const effect of fault.effects)
    expect(found.find(finding => idOf(finding) === effect)).toMatchObject({ causedBy: expect.any(String) })
  if (fault.inside) expect(first?.evidence.map(piece => piece.source.split(':')[0])).toContain('command')
}
