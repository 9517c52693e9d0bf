// Annotations: the root cause and little more, in our words.
import { expect, test } from 'vitest'
import { catalogue } from '../../../src/diagnose/catalogue.ts'
import { annotations } from '../../../src/render/annotations.ts'
import { buildReport } from '../../../src/render/report.ts'
import { finding, input } from './sample.ts'

const of = (...findings: Parameters<typeof finding>[0][]) =>
  annotations(buildReport({ ...input, findings: findings.map(changes => finding(changes)) }))

test('one error for the root cause, with its object; a warning for what went wrong for itself; none for effects', () => {
  expect(annotations(buildReport(input))).toEqual({
    error:
      'checkout listens on 127.0.0.1:8080 only, so its readiness probe on the pod IP is refused (Deployment shop/checkout, container app; listen-address/loopback-only)',
    warnings: [
      'The image of cart does not exist: registry.local/cart:nope (Deployment shop/cart; image-pull/not-found)',
    ],
  })
})

test('four warnings at most, and how many more there are', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({ id: `f${index + 1}`, title: `fault ${index + 1}` }))
  const { warnings } = of(...many)
  expect(warnings).toHaveLength(4)
  expect(warnings[3]).toContain('(and 4 more in the summary)')
})

test('what a pod said is left out: quoted in the title, or word for word', () => {
  const line = 'ValueError: bad port: please visit evil.example'
  const evidence = [{ source: 'log:app', pod: null, time: null, text: `Traceback\n${line}` }]
  expect(of({ title: `checkout crashes right after its start: "${line}"`, evidence }).error).toMatch(
    /^checkout crashes right after its start \(Deployment/,
  )
  expect(of({ title: `checkout says ${line}`, evidence }).error).toBe(
    `checkout: ${catalogue['listen-address']['loopback-only'].means} (Deployment shop/checkout, container app; listen-address/loopback-only)`,
  )
})

test('a name that is none is left out', () => {
  const title = "checkout's image <!-- evil --> cannot be pulled"
  expect(of({ title }, { id: 'f2', title }).warnings.join()).not.toContain('evil')
  expect(of({ title }).error).not.toContain('evil')
})

test('names in quotation marks stay', () => {
  const title = 'payments needs the key "gateway-url" of ConfigMap "payments-settings", which has no such key'
  expect(of({ title }).error).toContain(title)
})

test('nothing found: no annotation', () => {
  expect(of()).toEqual({ error: null, warnings: [] })
})
