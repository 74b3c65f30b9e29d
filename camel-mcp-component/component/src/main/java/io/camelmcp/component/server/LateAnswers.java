package io.camelmcp.component.server;

import io.camelmcp.component.session.store.QueuedPush;

/**
 * Told how a request has ended that had waited for its device, perhaps by a process before this one. Called on threads that must not
 * wait. Until {@code passedOn} has been run the store keeps the request, and tells it again after a crash.
 */
public interface LateAnswers {

    /** Nobody wants them. */
    LateAnswers NOBODY = new LateAnswers() {
        @Override
        public void answered(QueuedPush push, byte[] body, Runnable passedOn) {
            passedOn.run();
        }

        @Override
        public void failed(QueuedPush push, PushFailure failure, Runnable passedOn) {
            passedOn.run();
        }
    };

    /** The device has answered. */
    void answered(QueuedPush push, byte[] body, Runnable passedOn);

    void failed(QueuedPush push, PushFailure failure, Runnable passedOn);
}
