import { describe, expect, test } from 'vitest'
import { crashing, findings, ids } from '../support/findings.ts'
import { dependencyLogs } from './samples/dependency-logs.ts'
import { ownLogs } from './samples/own-logs.ts'

describe('what a crashing container printed, in many tongues', () => {
  for (const [name, id, log, inTitle = ''] of [...dependencyLogs, ...ownLogs]) {
    test(`${name}: ${id}`, () => {
      const found = findings({ pods: [crashing('app')] }, { app: { previousLog: log } })
      expect(ids(found)).toEqual([id])
      expect(found[0]?.title).toContain(inTitle)
    })
  }
})
