internal import Glibc

/// Hands items to a second thread, in order, a bounded number at a time.
///
/// One thread gives, one takes. What the taking thread throws, the giving one learns at its next call; nothing is taken
/// after that. Whoever makes one must `finish` or `cancel` it on every path, or its thread waits for ever.
package final class HandOver<Item, Failure: Error>: @unchecked Sendable {
  // Everything below is guarded by `mutex`, but for what is set once, and `thread`, which the giving thread has.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var given: [Item] = []
  private var used: [Item] = []
  private var isEnding = false
  private var failure: Failure?
  private let capacity: Int
  private let take: (Item) throws(Failure) -> Void
  private var thread: pthread_t?

  /// Starts the second thread; without one, `give` takes.
  ///
  /// - Parameters:
  ///   - capacity: items that may wait: enough that neither thread waits for the other at each step.
  ///   - take: what the second thread does with each item; it has what it uses to itself until `finish` or `cancel`.
  package init(capacity: Int, take: @escaping (Item) throws(Failure) -> Void) {
    self.capacity = capacity
    self.take = take
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
    let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }
    let body = Unmanaged.passRetained(ThreadBody { self.takeAll() })
    var started = pthread_t()
    if pthread_create(&started, nil, start, body.toOpaque()) == 0 {
      thread = started
    } else {
      body.release()
    }
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Gives an item away; the caller does not touch it again.
  ///
  /// - Returns: one that was taken before, to be used again.
  /// - Throws: what `take` threw at an earlier item.
  package func give(_ item: Item) throws(Failure) -> Item? {
    guard thread != nil else {
      if let failure { throw failure }
      do throws(Failure) { try take(item) } catch {
        failure = error
        throw error
      }
      return item
    }
    pthread_mutex_lock(&mutex)
    while given.count >= capacity, failure == nil { pthread_cond_wait(&changed, &mutex) }
    let failure = failure
    let isFirst = given.isEmpty
    if failure == nil { given.append(item) }
    let spare = used.popLast()
    pthread_mutex_unlock(&mutex)
    if let failure { throw failure }
    // Not before: the other thread would wake up to find the mutex taken.
    if isFirst { pthread_cond_signal(&changed) }
    return spare
  }

  /// Waits until every item was taken; the thread has ended then.
  package func finish() throws(Failure) {
    join()
    if let failure { throw failure }
  }

  /// Drops what was not taken and waits for the thread's end.
  package func cancel() {
    pthread_mutex_lock(&mutex)
    given.removeAll()
    pthread_mutex_unlock(&mutex)
    join()
  }

  private func join() {
    guard let running = thread else { return }
    pthread_mutex_lock(&mutex)
    isEnding = true
    pthread_cond_signal(&changed)
    pthread_mutex_unlock(&mutex)
    pthread_join(running, nil)
    thread = nil
  }

  private func takeAll() {
    var taken: [Item] = []
    while true {
      pthread_mutex_lock(&mutex)
      used += taken
      while given.isEmpty, !isEnding { pthread_cond_wait(&changed, &mutex) }
      taken.removeAll(keepingCapacity: true)
      swap(&taken, &given)
      pthread_mutex_unlock(&mutex)
      pthread_cond_signal(&changed)
      if taken.isEmpty { return }
      do throws(Failure) {
        for item in taken { try take(item) }
      } catch {
        pthread_mutex_lock(&mutex)
        failure = error
        given.removeAll()
        pthread_cond_signal(&changed)
        pthread_mutex_unlock(&mutex)
        return
      }
    }
  }
}

/// What a thread runs.
private final class ThreadBody {
  let run: () -> Void

  init(_ run: @escaping () -> Void) { self.run = run }
}
