internal import Glibc

/// Set by the thread that is done with something; another one waits for that.
package final class Done: @unchecked Sendable {
  // Guarded by `mutex`.
  private var isSet = false
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()

  package init() {
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// It is done, or will never be: who waits goes on, and sees what was written before.
  package func set() {
    pthread_mutex_lock(&mutex)
    isSet = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
  }

  /// Returns when it is done.
  package func wait() {
    pthread_mutex_lock(&mutex)
    while !isSet { pthread_cond_wait(&changed, &mutex) }
    pthread_mutex_unlock(&mutex)
  }
}
