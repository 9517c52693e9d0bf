import { describe, expect, test } from 'vitest'
import { crashing, findings, ids } from '../support/findings.ts'
import { appLogs } from './samples/app-logs.ts'
import { dependencyLogs } from './samples/dependency-logs.ts'
import { moreDependencyLogs } from './samples/dependency-logs-more.ts'
import { infrastructureLogs } from './samples/infrastructure-logs.ts'
import { ownLogs } from './samples/own-logs.ts'
import { moreOwnLogs } from './samples/own-logs-more.ts'
import { serverLogs } from './samples/server-logs.ts'

describe('what a crashing container printed, in many tongues', () => {
  for (const [name, id, log, inTitle = ''] of [
    ...dependencyLogs,
    ...moreDependencyLogs,
    ...ownLogs,
    ...moreOwnLogs,
    ...appLogs,
    ...infrastructureLogs,
    ...serverLogs,
  ]) {
    test(`${name}: ${id}`, () => {
      const found = findings({ pods: [crashing('app')] }, { app: { previousLog: log } })
      expect(ids(found)).toEqual([id])
      expect(found[0]?.title).toContain(inTitle)
    })
  }
})
