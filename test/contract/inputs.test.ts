// Invalid inputs, on the built action: the step fails at once, in words, on the day it is added.
import { describe, expect, test } from 'vitest'
import { startFakeGitHub } from '../runner/index.ts'
import { runAction } from '../support/action.ts'

/** Every input that can be wrong, each way, with what must be said about it. */
const faults: readonly (readonly [input: string, value: string, words: RegExp])[] = [
  ['kubeconfig', 'line one\nline two: [', /kubeconfig/],
  ['context', 'a\nb', /context/],
  ['namespaces', 'Shop', /namespaces: Shop/],
  ['namespaces', 'ok, -bad-', /namespaces: -bad-/],
  ['selector', 'app in', /selector: app in/],
  ['selector', 'app==x,,', /selector/],
  ['when', 'later', /when: later\..*auto.*now.*post/],
  ['image', 'Busybox:1.37', /image: Busybox:1\.37/],
  ['image', '--privileged', /image: --privileged/],
  ['commands', '- run: ls\n  tiemout: 3s', /line 2.*tiemout.*timeout/s],
  ['commands', '# only a name', /commands/],
  ['commands', '- {name: a, run: ls}\n- {name: a, run: ps}', /commands.*a/s],
  ['commands', '- {run: ls, on: [no-such-category]}', /no-such-category/],
  ['default-commands', 'maybe', /default-commands: maybe\..*true.*false/],
  ['target-container', 'App_1', /target-container: App_1/],
  ['profile', 'root', /profile: root\..*sysadmin/],
  ['replica', 'sometimes', /replica: sometimes\..*never/],
  ['max-pods', '0', /max-pods: 0/],
  ['max-pods', '1.5', /max-pods: 1\.5/],
  ['concurrency', 'many', /concurrency: many/],
  ['timeout', '5 apples', /Invalid timeout: 5 apples\. Use a duration such as 90s or 3m\./],
  ['timeout', '1s', /timeout: 1s/],
  ['command-timeout', '-3s', /command-timeout: -3s/],
  ['command-timeout', '9m', /command-timeout: 9m.*timeout/],
  ['max-log-bytes', 'lots', /max-log-bytes: lots/],
  ['redact', 'ab', /redact/],
  ['artifact-name', 'a/b', /artifact-name: a\/b/],
  ['retention-days', '-1', /retention-days: -1/],
  ['comment', 'please', /comment: please\..*auto/],
  ['job-status', 'fine', /job-status: fine/],
]

async function act(inputs: Readonly<Record<string, string>>) {
  const { job } = await runAction({ inputs, between: 'failure' })
  await job.cleanUp()
  return {
    main: job.main,
    post: job.post,
    errors: job.main.annotations.filter(({ level }) => level === 'error'),
  }
}

describe('an invalid input fails the step at once', () => {
  test.each(faults)('%s: %j', async (input, value, words) => {
    const { main, post, errors } = await act({ [input]: value })
    expect(main.exitCode).toBe(1)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toMatch(words)
    expect(main.stdout + main.stderr).not.toMatch(/\n\s+at /)
    // The post step of the same job does not complain a second time, and does not act on half a configuration.
    expect(post?.exitCode).toBe(0)
    expect(post?.stdout.trim()).toBe('')
  })

  test('all faults are named in one go', async () => {
    const { errors } = await act({
      timeout: '5 apples',
      'max-pods': 'all',
      profile: 'root',
      namespaces: 'Shop',
    })
    expect(errors.map(({ message }) => message.match(/Invalid ([\w-]+)/)?.[1])).toEqual(
      expect.arrayContaining(['timeout', 'max-pods', 'profile', 'namespaces']),
    )
    expect(errors).toHaveLength(4)
  })
})

describe('a job that passes', () => {
  test('is left alone: one line, no summary, no output, no artifact, and GitHub asked for nothing but the pull request', async () => {
    const github = await startFakeGitHub()
    const { job, files } = await runAction({ between: 'success', github })
    await github.close()
    expect(job.main.exitCode).toBe(0)
    expect(job.main.stdout).toMatch(/^Armed: .*\n$/)
    expect(job.post).toMatchObject({ exitCode: 0, stdout: '', stderr: '' })
    expect(github.requests.map(({ path }) => path)).toEqual([
      expect.stringMatching(/\/commits\/[0-9a-f]{40}\/pulls\?/),
    ])
    expect(job.summary).toBe('')
    expect(files.size).toBe(0)
    await job.cleanUp()
  })
})
