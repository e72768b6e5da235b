"""Operations written in C, where Theano has none or a slow one. The operations of K are made of them."""
