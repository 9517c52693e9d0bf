import { describe, expect, test } from 'vitest'
import { crashing, findings, ids } from '../support/findings.ts'
import { appDependencyLogs } from './samples/app-dependency-logs.ts'
import { appLogs } from './samples/app-logs.ts'
import { dependencyLogs } from './samples/dependency-logs.ts'
import { moreDependencyLogs } from './samples/dependency-logs-more.ts'
import { frameworkLogs } from './samples/framework-logs.ts'
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
    ...appDependencyLogs,
    ...frameworkLogs,
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

test('another end that only a line far above names is no proof', () => {
  const tries = [1, 2, 3, 4, 5, 6].map(count => `[${count}/6] MySQL unavailable (ECONNREFUSED)`).join('\n')
  const log = (first: string) => ({ app: { previousLog: `${first}\n${tries}` } })
  const [guessed] = findings({ pods: [crashing('app')] }, log('Waiting for MySQL at mysql:3306 ...'))
  expect(guessed?.confidence).toBe('medium')
  const [reached] = findings({ pods: [crashing('app')] }, log('connected to the cache at cache:6379'))
  expect(reached?.title).not.toContain('cache')
})

test('another failure just above has another end', () => {
  const previousLog =
    'WARN I/O error on POST request for "http://eureka:8761/apps": Connection refused\nException in thread "main" org.acme.VaultException: 403 Forbidden: "permission denied"\n\tat org.acme.App.main(App.java:11)'
  const [found] = findings({ pods: [crashing('app')] }, { app: { previousLog } })
  expect(found).toMatchObject({ category: 'dependency', cause: 'authentication', confidence: 'medium' })
  expect(found?.title).not.toContain('eureka')
})

test('what ends with success and complained before is told with its complaint', () => {
  const done = crashing('app', 0)
  const said = (log: string) => findings({ pods: [done] }, { app: { previousLog: log } })[0]
  const calm = said('INFO done')
  expect(`${calm?.category}/${calm?.cause}`).toBe('completed-early/exit-zero')
  expect(calm?.title).not.toContain('complains')
  const complaining = said('ERROR: vm.max_map_count [65530] is too low\nINFO stopped')
  expect(complaining?.title).toContain('its log complains: "ERROR: vm.max_map_count [65530] is too low"')
  expect(complaining?.ruledOut.join()).not.toContain('no error')
})
