//! Programs in Java.

use super::check_files;

fn check(program: &str, expected: &str) {
    check_files(&[("Main.java", program)], expected);
}

#[test]
fn builders_and_stacks() {
    check_files(
        &[
            (
                "src/main/java/com/example/App.java",
                "
package com.example;
import com.example.stacks.QueueStack;
import software.amazon.awscdk.App;
import software.amazon.awscdk.StackProps;
public class Main {
    public static void main(final String[] args) {
        App app = new App();
        new QueueStack(app, \"S\", StackProps.builder().description(\"d\").build(), Size.LARGE);
        app.synth();
    }
}
",
            ),
            (
                "src/main/java/com/example/stacks/QueueStack.java",
                "
package com.example.stacks;
import software.constructs.Construct;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sqs.Queue;
import java.util.List;
import java.util.Map;
public class QueueStack extends Stack {
    private static final String PREFIX = \"p\";
    private final Queue dead;
    private int made = 0;
    public QueueStack(final Construct scope, final String id) { this(scope, id, null, null); }
    public QueueStack(final Construct scope, final String id, final StackProps props, final Size size) {
        super(scope, id, props);
        dead = queue(\"dead\", null);
        Queue main = queue(\"main\", dead);
        for (String name : List.of(\"a\", \"b\")) { queue(name, main); }
        Queue.Builder.create(this, \"sized-\" + size.getCount() + size.name()).tags(Map.of(\"made\", made, \"region\", getRegion())).build();
        main.grantSendMessages(dead.getQueueArn());
    }
    private Queue queue(String name, Queue target) {
        made++;
        Queue.Builder builder = Queue.Builder.create(this, PREFIX + \"-\" + name).retention(Duration.days(3));
        if (target != null) { builder.deadLetterQueue(dead()); }
        return builder.build();
    }
    public Queue dead() { return dead; }
}
enum Size {
    SMALL(1), LARGE(5);
    private final int count;
    Size(int count) { this.count = count; }
    int getCount() { return count; }
}
",
            ),
        ],
        "
app = software.amazon.awscdk.App()
software.amazon.awscdk.Stack(#0, 'S', {description: 'd'})
software.amazon.awscdk.Duration.days(3) in #1
dead = software.amazon.awscdk.services.sqs.Queue(#1, 'p-dead', retention=#2) in #1
software.amazon.awscdk.Duration.days(3) in #1
main = software.amazon.awscdk.services.sqs.Queue(#1, 'p-main', retention=#4, deadLetterQueue=#3) in #1
software.amazon.awscdk.Duration.days(3) in #1
software.amazon.awscdk.services.sqs.Queue(#1, 'p-a', retention=#6, deadLetterQueue=#3) in #1
software.amazon.awscdk.Duration.days(3) in #1
software.amazon.awscdk.services.sqs.Queue(#1, 'p-b', retention=#8, deadLetterQueue=#3) in #1
software.amazon.awscdk.services.sqs.Queue(#1, 'sized-5LARGE', tags={made: 4, region: #1.region}) in #1
#5.grantSendMessages(#3.queueArn) in #1
#0.synth()
",
    );
}

#[test]
fn collections_and_streams() {
    check(
        "
import java.util.*;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import static lib.Use.use;
class Main {
    record Spec(String name, int size) { static Spec of(String name) { return new Spec(name, 1); } }
    static class Inner { static final int LIMIT = 4; }
    public static void main(String[] args) {
        List<Integer> xs = new ArrayList<>(Arrays.asList(3, 1, 2));
        xs.add(5);
        use(xs.stream().map(x -> x * 2).filter(x -> x > 2).collect(Collectors.toList()), xs.size(), xs.get(0));
        use(IntStream.range(0, 3).mapToObj(i -> \"n\" + i).collect(Collectors.joining(\",\")), List.of(new Spec(\"a\", 2), Spec.of(\"b\")));
        Map<String, Integer> map = new HashMap<>();
        map.put(\"a\", 1);
        map.putIfAbsent(\"a\", 9);
        for (Map.Entry<String, Integer> entry : map.entrySet()) use(entry.getKey(), entry.getValue());
        map.forEach((k, v) -> use(k, v));
        use(map.getOrDefault(\"z\", 7), map.containsKey(\"a\"), new Spec(\"c\", 3).name(), Inner.LIMIT);
        use(String.format(\"%s-%03d\", \"x\", 7), \"a,b\".split(\",\"), \"Hello\".substring(1, 3).toUpperCase(), Math.max(1, 2));
        use(Optional.ofNullable(null).orElse(\"d\"), Optional.of(\"v\").map(v -> v + \"!\"), Objects.requireNonNullElse(null, 1));
        String env = Optional.ofNullable(System.getenv(\"STAGE\")).orElse(\"dev\");
        use(env, System.getenv().getOrDefault(\"REGION\", \"us-east-1\"), \"prod\".equals(env) ? 1 : 2);
        StringBuilder text = new StringBuilder(\"a\");
        text.append(\"b\").append(1);
        use(text.toString(), xs.stream().anyMatch(x -> x > 4), xs.stream().reduce(0, Integer::sum));
        int n = switch (env) { case \"dev\" -> 1; default -> 2; };
        use(n);
    }
}
",
        "
lib.Use.use([6, 4, 10], 4, 3)
lib.Use.use('n0,n1,n2', [{name: 'a', size: 2}, {name: 'b', size: 1}])
lib.Use.use('a', 1)
lib.Use.use('a', 1)
lib.Use.use(~7, true, 'c', 4)
lib.Use.use('x-007', ['a', 'b'], 'EL', 2)
lib.Use.use(~'d', 'v!', 1)
lib.Use.use(~'dev', ~'us-east-1', 2)
lib.Use.use('ab1', true, 11)
lib.Use.use(1)
",
    );
}

#[test]
fn pulumi_programs() {
    check(
        "
import com.pulumi.Pulumi;
import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.aws.s3.Bucket;
import com.pulumi.aws.s3.BucketArgs;
public class Main {
    public static void main(String[] args) { Pulumi.run(Main::stack); }
    static void stack(Context ctx) {
        var name = ctx.config().get(\"name\").orElse(\"x\");
        var bucket = new Bucket(name, BucketArgs.builder().tags(java.util.Map.of(\"k\", \"v\")).build());
        ctx.export(\"arn\", bucket.arn().applyValue(arn -> arn + \"/*\"));
        ctx.export(\"url\", Output.format(\"https://%s\", bucket.id()));
    }
}
",
        "
pulumi.Context.config()
#0.get('name')
bucket = com.pulumi.aws.s3.Bucket(~'x', {tags: {k: 'v'}})
pulumi.export('arn', '{#2.arn}/*')
pulumi.export('url', 'https://{#2.id}')
",
    );
}
