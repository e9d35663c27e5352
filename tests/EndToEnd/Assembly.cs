// Two at a time: each test has two processes' worth of work, and waits for much of its time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
