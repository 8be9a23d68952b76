package io.sluice.routing;

import java.util.List;
import java.util.function.Function;

import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.MessageTemplate.Encoder;
import io.sluice.extract.MessageView;
import io.sluice.extract.TemplateValues;
import io.sluice.spi.MessageTransformer;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.TcpError;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * The replies of a route: the target's, changed by steps, or a text with values of
 * request and reply.
 *
 * @param request extracts values of requests
 * @param reply extracts values of replies
 * @param transforms change the target's reply, in order
 * @param text the reply, or {@code null} for the target's
 * @param error the error reply, or {@code null} for the listener's
 * @param encoders gives what encodes the values of a request for the text
 * @param maxSize the largest length of a text in bytes
 */
public record RouteReply(Extractors request, Extractors reply, List<MessageTransformer> transforms,
		@Nullable MessageTemplate text, @Nullable MessageTemplate error, Function<Message<?>, Encoder> encoders,
		int maxSize) implements ReplyFormat {

	@Override
	public byte @Nullable [] reply(Message<byte[]> sent, byte @Nullable [] targetReply) {
		byte[] changed = (targetReply != null) ? transform(sent, targetReply) : null;
		if (this.text == null) {
			return changed;
		}
		MessageView view = (changed != null) ? this.reply.view(new GenericMessage<>(changed, sent.getHeaders())) : null;
		return encode(this.text, new TemplateValues(this.request.view(sent), view, null, null));
	}

	@Override
	public boolean isText() {
		return this.text != null && !this.text.usesReply();
	}

	private byte[] transform(Message<byte[]> sent, byte[] targetReply) {
		byte[] changed = targetReply;
		for (MessageTransformer step : this.transforms) {
			changed = step.transform(new GenericMessage<>(changed, sent.getHeaders()));
		}
		return changed;
	}

	@Override
	public byte @Nullable [] errorReply(TcpError failure) {
		if (this.error == null || failure.request() == null) {
			return null;
		}
		return encode(this.error, new TemplateValues(this.request.view(failure.request()), null, failure.code().name(),
				failure.printableMessage()));
	}

	private byte[] encode(MessageTemplate template, TemplateValues values) {
		return template.encode(values, this.encoders.apply(values.request().message()), this.request.charset(),
				this.maxSize);
	}

}
