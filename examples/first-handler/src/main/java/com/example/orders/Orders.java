package com.example.orders;

import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

import org.springframework.stereotype.Component;

@Component
class Orders {

	record Order(@NotBlank String item, @Positive int count) {
	}

	@TcpHandler("orders")
	String order(@Valid Order order) {
		if (order.item().equals("fig")) {
			throw new TcpHandlerException("figs are sold out");
		}
		return "ordered " + order.count() + " " + order.item();
	}

}
