import { expect, test } from 'vitest'
import { runnerSecrets } from '../../../src/github/runner-secrets.ts'
import { createRedactor } from '../../../src/redact/redactor.ts'

test('what the runner holds under a telling name or with a login in it is hidden, and nothing else', () => {
  const environment = {
    ACTIONS_RUNTIME_TOKEN: 'runtime-1234567',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-7654321',
    DATABASE_URL: 'postgres://app:hunter2-of-ci@db.example.com:5432/orders',
    SMTP_PASS: 'mail-passw0rd',
    PWD: '/home/runner/work',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_NAME: 'runner-12345678',
  }
  const redactor = createRedactor({
    key: new Uint8Array([1]),
    secrets: runnerSecrets(environment, 'ghs-by-input'),
  })
  for (const secret of ['runtime-1234567', 'oidc-7654321', 'hunter2-of-ci', 'mail-passw0rd', 'ghs-by-input'])
    expect(redactor.text(`it says ${secret} there`)).not.toContain(secret)
  const open = 'db.example.com:5432 orders app /home/runner/work https://github.com runner-12345678'
  expect(redactor.text(open)).toBe(open)
})
