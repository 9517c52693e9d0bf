// Prints `N passed, N failed, N skipped` from the test runner's results; fails where there are none.
import { readFileSync } from 'node:fs'

const path = process.argv[2] ?? ''
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } =
    JSON.parse(readFileSync(path, 'utf8'))
  // A file that could not even be loaded has no tests to count, and is a failure all the same.
  const broken = testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const failed = numFailedTests + broken
  const skipped = numPendingTests + numTodoTests
  console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  if (failed > 0 || numFailedTestSuites > 0 || numPassedTests === 0) process.exitCode = 1
} catch (error) {
  console.log(`The test runner left no results in ${path}: ${error instanceof Error ? error.message : error}`)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
