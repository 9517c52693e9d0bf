import { expect, test } from 'vitest'
import { event, pod, waiting } from '../support/build.ts'

import { crashing, findings, http } from '../support/findings.ts'

test('a StatefulSet pod of today is not blamed for events of its namesake of yesterday', () => {
  const today = pod({ name: 'db-0', ready: false, container: http })
  const yesterday = pod({ name: 'db-0', metadata: { uid: 'another' } })
  const [found] = findings({
    pods: [today],
    events: [event(yesterday, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')],
  })
  expect(`${found?.category}/${found?.cause}`).toBe('readiness/other')
  expect(found?.evidence.map(piece => piece.source)).not.toContain('event')
})

test('the same evidence gives the same findings, in whatever order it comes', () => {
  const pods = [crashing('a'), crashing('b', 2), pod({ name: 'c', ready: false, container: http })]
  expect(findings({ pods: pods.toReversed() })).toEqual(findings({ pods }))
})

test('a quotation is cut at 500 characters', () => {
  const long = 'x'.repeat(5000)
  const [found] = findings({
    pods: [pod({ phase: 'Pending', ready: false, state: waiting('ErrImagePull', long) })],
  })
  for (const piece of found?.evidence ?? []) expect(piece.text.length).toBeLessThanOrEqual(500)
})
