package io.sluice.upstream;

import io.micrometer.common.KeyValue;

import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;

/**
 * Spring's observation of HTTP requests, without the query: it may hold a secret.
 */
final class QuietConvention extends DefaultClientRequestObservationConvention {

	@Override
	protected KeyValue requestUri(ClientRequestObservationContext context) {
		KeyValue url = super.requestUri(context);
		int query = url.getValue().indexOf('?');
		return (query < 0) ? url : KeyValue.of(url.getKey(), url.getValue().substring(0, query));
	}

}
