package io.camelmcp.component.client;

import org.jspecify.annotations.Nullable;

/**
 * Calls in the order of their deadlines, so that one timer serves a connection. A linked list: calls mostly come in this
 * order already, and leave from anywhere.
 */
final class Deadlines {

    private @Nullable Call<?> first;
    private @Nullable Call<?> last;

    void add(Call<?> call) {
        Call<?> before = last;
        while (before != null && before.deadlineNanos - call.deadlineNanos > 0) {
            before = before.earlier;
        }
        Call<?> after = before == null ? first : before.later;
        link(before, call);
        link(call, after);
    }

    void remove(Call<?> call) {
        link(call.earlier, call.later);
        call.earlier = null;
        call.later = null;
    }

    @Nullable
    Call<?> first() {
        return first;
    }

    private void link(@Nullable Call<?> left, @Nullable Call<?> right) {
        if (left == null) {
            first = right;
        } else {
            left.later = right;
        }
        if (right == null) {
            last = left;
        } else {
            right.earlier = left;
        }
    }
}
