// `target-container` given as something else's name: the error says so and lists the containers.
import { expect, test } from 'vitest'
import { targetMistake } from '../../../src/inspect/target-mistake.ts'
import { podFrom, suspectFrom } from '../support/pods.ts'

const pod = podFrom({
  metadata: { name: 'web-7d9f-x2' },
  spec: { containers: [{ name: 'app' }, { name: 'proxy' }] },
})
const suspects = [suspectFrom(pod, { owner: { kind: 'Deployment', namespace: 'shop', name: 'web' } })]

test('a pod’s name: said so, with the containers to choose from', () => {
  expect(targetMistake('web-7d9f-x2', suspects)).toMatchObject({
    why: expect.stringContaining('"web-7d9f-x2" is the name of a pod, not of a container.'),
    fix: 'Set target-container to one of the containers of shop/web-7d9f-x2: app, proxy.',
  })
})

test('a Deployment’s name likewise', () => {
  expect(targetMistake('web', suspects)?.why).toContain(
    '"web" is the name of a Deployment, not of a container.',
  )
})

test('a name that nothing has', () => {
  expect(targetMistake('ap', suspects)?.fix).toBe('Set target-container to one of: app, proxy.')
})

test('no fault where a failing pod has it, none is failing, or none was wished for', () => {
  expect(targetMistake('proxy', suspects)).toBeNull()
  expect(targetMistake('nothing', [])).toBeNull()
  expect(targetMistake(null, suspects)).toBeNull()
})
