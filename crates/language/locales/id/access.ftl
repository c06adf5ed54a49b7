access-sign-in = Masuk
access-email = Alamat email
access-password = Kata sandi
access-wrong-password = Alamat email atau kata sandi salah.
access-not-allowed = Anda tidak berhak melihat halaman ini
access-not-allowed-text = Peran Anda tidak mencakupnya. Pemilik dapat memberi Anda peran lain di “Pengguna”.
