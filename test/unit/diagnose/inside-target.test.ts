// What is seen of the target itself: its files, its ids, what its processes do.
import { describe, expect, test } from 'vitest'
import { idsOf } from '../../../src/diagnose/inside/identity.ts'
import { pathsSeen, whereDenied } from '../../../src/diagnose/inside/paths.ts'
import { activityOf } from '../../../src/diagnose/inside/process-state.ts'
import { ended, pod } from '../support/build.ts'
import { findings } from '../support/findings.ts'

const status = (uid: number, capabilities = '0000000000000000') =>
  `Name:\tapp\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t7\t7\t7\t7\nGroups:\t7 2000 \nCapEff:\t${capabilities}\n`
const walk = (mode: string, owner: string, end = '') =>
  `== /data/key\ndrwxr-xr-x    2 0        0             4096 Nov 22 19:33 /data\n${end === '' ? `${mode}    1 ${owner}             12 Nov 22 19:33 /data/key\n` : `/data/key: ${end}\n`}`

describe('files', () => {
  test.each([
    ['another’s, closed', '-rw-------', '0        0', true],
    ['its own', '-rw-------', '10001    0', false],
    ['of one of its groups', '-rw-rw----', '0        2000', false],
    ['of a group that may only read', '-rw-r-----', '0        2000', true],
    ['open to all', '-rw-rw-rw-', '0        0', false],
    ['its own, and closed to itself', '----rwxrwx', '10001    0', true],
  ])('%s', (_, mode, owner, denied) => {
    const ids = idsOf(status(10001))
    const [check] = pathsSeen(walk(mode, owner))
    if (ids === null || check === undefined) throw new Error('Both are there.')
    expect(whereDenied(check, ids)?.path ?? null).toBe(denied ? '/data/key' : null)
  })

  test('the superuser passes, unless that was taken away', () => {
    const [check] = pathsSeen(walk('-rw-------', '1        1'))
    const denied = (capabilities: string) => {
      const ids = idsOf(status(0, capabilities))
      return ids === null || check === undefined ? 'missing' : whereDenied(check, ids)
    }
    expect(denied('00000000a80425fb')).toBeNull()
    expect(denied('0000000000000000')).toMatchObject({ path: '/data/key' })
  })

  test('what could not be made, for want of the right to write its folder', () => {
    const ids = idsOf(status(10001))
    const [check] = pathsSeen(walk('', '', 'No such file or directory'))
    if (ids === null || check === undefined) throw new Error('Both are there.')
    expect(check.ends).toEqual({ path: '/data/key', why: 'No such file or directory' })
    expect(whereDenied(check, ids)).toMatchObject({ path: '/data', mode: 'drwxr-xr-x', uid: 0 })
  })

  test('the finding names who owns what stands in the way', () => {
    const log = "FATAL cat: can't open '/data/key': Permission denied\n"
    const app = pod({ ready: false, restarts: 2, state: ended(1) })
    const commands = { paths: walk('-rw-------', '0        0'), status: status(10001) }
    const [first] = findings({ pods: [app] }, { app: { commands, log } })
    expect(first?.title).toBe(
      'app stops because it may not access /data/key (it runs as user 10001; /data/key is -rw------- and belongs to 0:0)',
    )
    expect(first?.evidence.find(one => one.source === 'command:paths')?.text).toContain('groups 7 2000')
  })

  test('outputs that are cut or foreign say nothing', () => {
    expect(pathsSeen('')).toEqual([])
    expect(pathsSeen('== /x\nls: unrecognised')).toEqual([{ asked: '/x', steps: [], ends: null }])
    expect(idsOf('Uid:\t0')).toBeNull()
  })
})

const activity = (row: string, more = '') => `== interval\n1000 ms\n== processes\n${row}\n${more}`

describe('processes', () => {
  test('CPU, descriptors and limits', () => {
    const output = activity(
      '1 SS 100 100 4 1020 1024 futex_do_wait app\n7 RR 10 95 1 - unlimited 0 my worker',
      '== pids.current\n12\n== pids.max\nmax\n== cpu.stat\nnr_periods 9\nnr_throttled 3\n',
    )
    expect(activityOf(output)).toEqual({
      processes: [
        {
          pid: 1,
          name: 'app',
          state: 'S',
          keepsRunning: false,
          staysBlocked: false,
          cpu: 0,
          threads: 4,
          open: 1020,
          openLimit: 1024,
          waitsIn: 'futex_do_wait',
        },
        {
          pid: 7,
          name: 'my worker',
          state: 'R',
          keepsRunning: true,
          staysBlocked: false,
          cpu: 0.85,
          threads: 1,
          open: null,
          openLimit: null,
          waitsIn: null,
        },
      ],
      tasks: 12,
      tasksLimit: null,
      throttled: 3,
    })
    expect(activityOf('sh: not found')).toBeNull()
  })

  const slow = { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 } }
  const found = (output: string, replay = '') => {
    const app = pod({ ready: false, container: slow })
    const commands = {
      'process-state': output,
      'probe-readiness-pod-ip': replay === '' ? 'nc: timed out' : replay,
    }
    return findings({ pods: [app] }, { app: { commands } })[0]
  }

  test('one that computes on and on and answers nobody is too busy', () => {
    expect(found(activity('1 RR 0 99 1 5 1024 0 app'))).toMatchObject({ category: 'hung', cause: 'busy' })
    // On a machine that is busy itself it got little of the CPU.
    expect(found(activity('1 RR 0 9 1 5 1024 0 app'))).toMatchObject({ category: 'hung', cause: 'busy' })
  })

  test('one that sleeps, or that answers, is not', () => {
    expect(found(activity('1 SS 0 0 1 5 1024 do_wait app'))?.category).toBe('readiness')
    expect(found(activity('1 RR 0 99 1 5 1024 0 app'), 'HTTP/1.1 404 Not Found\r\n\r\n')?.cause).toBe('path')
  })

  test('limits that are reached', () => {
    expect(found(activity('1 SS 0 0 1 1024 1024 0 app'))).toMatchObject({ cause: 'descriptors' })
    const tasks = '== pids.current\n100\n== pids.max\n100\n'
    expect(found(activity('1 SS 0 0 1 4 1024 0 app', tasks))).toMatchObject({ cause: 'processes' })
  })
})
